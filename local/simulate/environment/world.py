"""One run's system: engine, services, streams and queues, and what happens to be going on."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from random import Random
from typing import Self
from unittest.mock import patch

from functions.domain.nudges.guards.case import Guard
from functions.services import retry
from functions.settings import Settings
from functions.storage.tables import TableNames, create_tables
from functions.stream.wiring import process_events
from local.embedded.engine import EmbeddedEngine
from local.embedded.hooks import Call, Proceed
from local.engine import Engine, embedded_in
from local.event_stream import NEW_EVENTS
from local.simulate.counts import Counts
from local.simulate.environment.claims import claims
from local.simulate.environment.faults import WRITES
from local.simulate.environment.hooked import hooked
from local.simulate.environment.kernel import Kernel
from local.simulate.environment.restocking import Restocking
from local.simulate.environment.services import SimulatedServices
from local.simulate.environment.streams import Handler, Stream
from local.simulate.environment.surroundings import Surroundings
from local.simulate.environment.waiting import Waiting
from local.simulate.environment.weather import Weather

_LAG_MS = 1_500
TABLES = TableNames.prefixed("simulated")
FEEDBACK_TOPIC = "arn:aws:sns:eu-west-1:123456789012:simulated"


class World:
    """The running system.

    `engine` None starts an embedded one in memory; `guards` takes the place of the system's own.
    `notes` takes what the system gives up.
    """

    def __init__(
        self,
        seed: str,
        weather: Weather,
        start: int,
        engine: Engine | None,
        guards: Sequence[Guard] | None = None,
        *,
        kernel: Kernel | None = None,
        notes: list[str] | None = None,
    ) -> None:
        self.kernel = kernel or Kernel(start)
        self.around = Surroundings(self.kernel, weather, Counts(), seed)
        self.engine = engine or embedded_in(EmbeddedEngine(None, clock=self.kernel.clock))
        create_tables(self.engine.dynamodb, TABLES)
        settings = Settings(
            events_table=TABLES.events,
            customers_table=TABLES.customers,
            catalog_table=TABLES.catalog,
            work_folder=Path("/nonexistent"),
            api_url="https://shop.example.com",
            feedback_topic=FEEDBACK_TOPIC,
        )
        self._settings, self._seed, self._guards = settings, seed, guards
        self._client = hooked(self.engine, self.hook)
        random = Random(seed)  # noqa: S311 the same run again
        self.services = self._made(random)
        notes = [] if notes is None else notes
        self._restocking = Restocking(self.services, self.engine, self.around, notes)
        self.streams = [self._events(), self._restocking.stream]
        self.waiting = Waiting(self.engine, TABLES.customers)
        self.listeners: list[Callable[[], None]] = []
        """Called after each write to the Customers table."""
        self.claimed_at: dict[str, int] = {}
        """When each nudge was claimed last, by the key of its row."""
        self._catching_up = False
        self._trailing: set[tuple[str, str]] = set()
        """Keys of the Customers table that the indexes may not have followed yet."""
        self._lags = self.engine.embedded is not None and random.random() < weather.lag
        if self.engine.embedded is not None:
            self.engine.embedded.lag_indexes(self._lags)

    def of_own_memory(self, name: str) -> Self:
        """The same world for an instance of a function that shares all but its memory."""
        own = copy(self)
        own.services = self._made(Random(f"{self._seed}/{name}"))  # noqa: S311
        own.services.restock_queue = self.services.restock_queue
        return own

    def _made(self, random: Random) -> SimulatedServices:
        services = SimulatedServices(self._settings, self.kernel, self._client, random)
        if self._guards is not None:
            services.nudge_guards = tuple(self._guards)
        return services

    def settle(self) -> None:
        """No more faults from now on, and indexes follow at once."""
        self.around.faults.on = False
        for listener in self.listeners:
            listener()
        self._lags = False
        self._followed()
        if self.engine.embedded is not None:
            self.engine.embedded.lag_indexes(False)

    @property
    def idle(self) -> bool:
        return all(stream.idle for stream in self.streams)

    def close(self) -> None:
        if self.engine.embedded is not None:
            self.engine.embedded.close()

    def _events(self) -> Stream:
        return Stream(
            "events",
            TABLES.events,
            self.engine,
            self.around,
            handler=self.event_handler(),
            filters=[NEW_EVENTS],
        )

    def event_handler(self) -> Handler:
        """The function that follows the Events table."""
        process = process_events(self.services)
        return lambda event: process(event, None)

    def hook(self, call: Call, proceed: Proceed) -> dict[str, object]:
        if call.operation not in WRITES:
            return self.around.faults.hook(
                call, lambda call: self.waiting.answer(call) or proceed(call)
            )

        def writing(call: Call) -> dict[str, object]:
            answer = proceed(call)
            self._written(call)
            return answer

        return self.around.faults.hook(call, writing)

    def _written(self, call: Call) -> None:
        tables = tables_of(call)
        for stream in self.streams:
            if stream.table in tables:
                stream.written()
        if TABLES.customers in tables:
            self._note(call)
            for key in keys_of(call):
                self.waiting.wrote(key)
                if self._lags:
                    self._trailing.add(key)
            for listener in self.listeners:
                listener()
        if self._lags and not self._catching_up:
            self._catching_up = True
            self.kernel.start("index follows", self._catch_up, after=_LAG_MS)

    def _note(self, call: Call) -> None:
        """Note for the current actor when it wrote each row of a transaction."""
        actor = self.kernel.current
        if actor is None or call.operation != "TransactWriteItems":
            return
        wrote = actor.state.setdefault("wrote", {})
        for action in call.parameters["TransactItems"]:
            for each in action.values():
                key = each.get("Key") or each.get("Item")
                name = key["pk"]["S"] + key["sk"]["S"]
                wrote[name] = self.kernel.now
                if claims(each):
                    self.claimed_at[name] = self.kernel.now

    def _catch_up(self) -> None:
        self._catching_up = False
        if self._followed():
            self.around.counts["fault: index behind"] += 1
            for listener in self.listeners:
                listener()

    def _followed(self) -> int:
        """Bring all changes into the indexes, and return how many there were."""
        changes = self.engine.embedded.catch_up_indexes() if self.engine.embedded else 0
        for key in self._trailing:
            self.waiting.wrote(key)
        self._trailing.clear()
        return changes


def tables_of(call: Call) -> set[str]:
    """The tables that a writing call names."""
    parameters = call.parameters
    if "TableName" in parameters:
        return {parameters["TableName"]}
    if "RequestItems" in parameters:
        return set(parameters["RequestItems"])
    actions = parameters["TransactItems"]
    return {action["TableName"] for each in actions for action in each.values()}


def keys_of(call: Call) -> set[tuple[str, str]]:
    """The keys of the rows that a writing call names, whatever their tables."""
    parameters = call.parameters
    if "RequestItems" in parameters:
        actions = [each for found in parameters["RequestItems"].values() for each in found]
    else:
        actions = parameters.get("TransactItems", [{"Single": parameters}])
    keys = [each.get("Key") or each["Item"] for action in actions for each in action.values()]
    return {(key["pk"]["S"], key["sk"]["S"]) for key in keys}


@contextmanager
def virtual_sleep(kernel: Kernel) -> Iterator[None]:
    """Let pauses between tries pass in virtual time, and be as long again in the same run."""
    jitter = Random(0)  # noqa: S311
    with patch("time.sleep", kernel.sleep_seconds), patch.object(retry, "_jitter", jitter):
        yield
