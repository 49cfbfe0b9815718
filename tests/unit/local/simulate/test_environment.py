"""Queues and storage fail as they are meant to."""

from functions.errors import Invalid, Unavailable
from functions.storage.tables import TableNames, create_tables
from local.embedded.engine import EmbeddedEngine
from local.engine import embedded_in
from local.simulate.counts import Counts
from local.simulate.environment.callers import Caller
from local.simulate.environment.hooked import hooked
from local.simulate.environment.kernel import Crashed, Kernel
from local.simulate.environment.queue import Queue
from local.simulate.environment.surroundings import Surroundings
from local.simulate.environment.weather import CALM, Weather
from local.simulate.steps import Erase


def surroundings(weather: Weather = CALM) -> Surroundings:
    return Surroundings(Kernel(0), weather, Counts(), "test")


def test_a_message_that_fails_comes_again_and_is_given_up_at_last() -> None:
    around, tries, given_up = surroundings(), list[str](), list[str]()

    def consumer(body: str) -> None:
        tries.append(body)
        raise Crashed(body)

    queue = Queue("q", around, consumer=consumer, gave_up=lambda body, _: given_up.append(body))
    queue.send("hello")
    around.kernel.run(3_600_000)
    assert given_up == ["hello"]
    assert len(tries) == 8


def test_messages_come_twice_late_and_out_of_order() -> None:
    around, got = surroundings(Weather(duplicate=0.5, delay=0.5)), list[str]()
    queue = Queue("q", around, consumer=got.append, gave_up=lambda *_: None)
    for number in range(50):
        queue.send(f"{number:02}")
    around.kernel.run(3_600_000)
    assert set(got) == {f"{number:02}" for number in range(50)}
    assert len(got) > 50
    assert got != sorted(got)


def test_a_caller_sends_again_and_knows_what_it_does_not_know() -> None:
    around = surroundings()
    caller, step = Caller(around), Erase(number=1, at=0, user="ana")
    answers = iter([Unavailable("later"), Crashed("gone"), None])

    def sometimes() -> None:
        if error := next(answers):
            raise error

    def never() -> None:
        raise Unavailable("never")

    def refused() -> None:
        raise Invalid

    assert caller.sent(step, sometimes).result == "done"
    assert caller.sent(step, never).result == "unsure"
    assert caller.sent(step, refused).result == "refused"


def test_each_kind_of_fault_meets_a_storage_call() -> None:
    weather = Weather(crash=0.2, throttle=0.2, conflict=0.2, unknown=0.2, slow=0.2)
    around = surroundings(weather)
    engine = embedded_in(EmbeddedEngine(None, clock=around.kernel.clock))
    names = TableNames.prefixed("faults")
    create_tables(engine.dynamodb, names)
    client = hooked(engine, around.faults.hook)
    item = {"pk": {"S": "a"}, "sk": {"S": "b"}}

    def put() -> None:
        try:
            client.put_item(TableName=names.events, Item=item)
        except (client.exceptions.ClientError, Crashed) as error:
            around.counts[type(error).__name__] += 1

    for number in range(100):
        around.kernel.start(f"put {number}", put)
    around.kernel.run(3_600_000)
    assert (
        around.counts.missing_of(
            [
                "fault: process ended before a call",
                "fault: process ended after a call",
                "fault: server fault before the effect",
                "fault: server fault after the effect",
                "fault: slow call",
                "fault: throttled",
                "fault: transaction conflict",
                "Crashed",
                "InternalServerError",
                "ProvisionedThroughputExceededException",
                "TransactionConflictException",
            ]
        )
        == []
    )
    assert engine.dynamodb.scan(TableName=names.events)["Items"] == [item]
