"""The keys of agendas, nudges and what came of them."""

from typing import cast

from functions.domain.nudges.kinds import Kind
from functions.domain.nudges.nudge import NudgeId
from functions.domain.person import Person
from functions.storage.keys.key import Key, millis

AGENDA = "agenda"
NUDGE = "nudge#"
ANSWER = "answer#"
CONVERSION = "conversion#"


def agenda(person: Person) -> Key:
    return {"pk": person.key, "sk": AGENDA}


def nudge(nudge_id: NudgeId) -> Key:
    return {"pk": nudge_id.person.key, "sk": f"{NUDGE}{_step(nudge_id)}"}


def nudge_of(key: Key) -> NudgeId:
    """The id of the nudge that the row with this key is of."""
    _, kind, start, step = key["sk"].split("#")
    return NudgeId(Person.from_key(key["pk"]), cast("Kind", kind), int(start), int(step))


def answer(nudge_id: NudgeId, outcome: str, at: int) -> Key:
    """The key of an answer to a nudge; the same answer at the same time is one row."""
    sk = f"{answers(nudge_id)}{outcome}#{millis(at)}"
    return {"pk": nudge_id.person.key, "sk": sk}


def answered_nudge(key: Key) -> NudgeId:
    """The id of the nudge that the answer under this key is about."""
    _, kind, start, step, *_ = key["sk"].split("#")
    return NudgeId(Person.from_key(key["pk"]), cast("Kind", kind), int(start), int(step))


def answers(nudge_id: NudgeId) -> str:
    """The beginning of the sort keys of all answers to a nudge."""
    return f"{ANSWER}{_step(nudge_id)}#"


def conversion(person: Person, order_id: str) -> Key:
    """The key of the conversion that an order is; `order_id` as `orders.fact_of` gives it."""
    return {"pk": person.key, "sk": f"{CONVERSION}{order_id}"}


def due_shard(shard: int) -> str:
    return f"due#{shard}"


def ready_shard(channel: str, shard: int) -> str:
    return f"{channel}#{shard}"


def valve(minute: int) -> Key:
    return {"pk": f"valve#{minute}", "sk": "valve"}


def confirmations_of_day(day: int) -> Key:
    return {"pk": f"confirmations#{day}", "sk": "valve"}


def _step(nudge_id: NudgeId) -> str:
    return f"{nudge_id.kind}#{millis(nudge_id.start)}#{nudge_id.step}"
