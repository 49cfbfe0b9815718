"""Records of the Customers table's stream, as Lambda hands them over."""

from base64 import b64decode
from typing import Any, cast

from functions.domain.nudges.insights.answers import NudgeAnswer, Outcome
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.storage import nudges, primary_keys

Record = dict[str, Any]


def sk_of(record: Record) -> str:
    return str(record["dynamodb"]["Keys"]["sk"]["S"])


def seen_at(record: Record) -> int:
    """Return when the write of a record was seen, UTC ms."""
    return round(float(record["dynamodb"]["ApproximateCreationDateTime"]) * 1000)


def nudge_of(record: Record) -> tuple[Nudge | None, Nudge]:
    """Return a nudge before and after a write; before the first there is none."""
    change = record["dynamodb"]
    before = change.get("OldImage")
    return _nudge(before) if before else None, _nudge(change["NewImage"])


def ready_at(record: Record) -> int:
    """Return from when on (UTC ms) a ready nudge may be handed over."""
    return int(record["dynamodb"]["NewImage"]["ready_at"]["N"])


def answer_of(record: Record) -> tuple[NudgeId, NudgeAnswer]:
    image = record["dynamodb"]["NewImage"]
    answer = NudgeAnswer(
        cast("Outcome", image["outcome"]["S"]),
        int(image["at"]["N"]),
        image["by"]["S"],
        machine=image["machine"]["BOOL"],
    )
    key = {"pk": image["pk"]["S"], "sk": image["sk"]["S"]}
    return primary_keys.answered_nudge(key), answer


def _nudge(image: dict[str, Any]) -> Nudge:
    # Lambda's JSON carries binary attributes as base64.
    return nudges.from_row({**image, "body": {"B": b64decode(image["body"]["B"])}})
