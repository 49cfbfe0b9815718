"""Records of the Customers table's stream, as Lambda hands them over."""

from base64 import b64decode
from typing import Any

from functions.domain.nudges.insights.attribution import Conversion
from functions.domain.nudges.nudge import Nudge
from functions.domain.person import Person
from functions.domain.preferences import Preferences
from functions.storage import conversions, nudges
from functions.storage.keys.key import Key
from functions.storage.preferences import preferences_from_row

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


def conversion_of(record: Record) -> tuple[Person, Conversion, Key, int]:
    """Return who ordered, the conversion, the key of its row, and the revision."""
    image = record["dynamodb"]["NewImage"]
    key = {"pk": image["pk"]["S"], "sk": image["sk"]["S"]}
    return Person.from_key(key["pk"]), conversions.from_row(image), key, int(image["rev"]["N"])


def preferences_of(record: Record) -> tuple[Person, Preferences, Preferences, int]:
    """Return a person, their preferences before and after a write, and its revision."""
    change = record["dynamodb"]
    image = change["NewImage"]
    before, after = (_preferences(each) for each in (change.get("OldImage"), image))
    return Person.from_key(image["pk"]["S"]), before, after, int(image["rev"]["N"])


def _preferences(image: dict[str, Any] | None) -> Preferences:
    return preferences_from_row(_decoded(image)) if image else {}


def _nudge(image: dict[str, Any]) -> Nudge:
    return nudges.from_row(_decoded(image))


def _decoded(image: dict[str, Any]) -> dict[str, Any]:
    """Return a row as boto3 gives it: Lambda's JSON carries binary attributes as base64."""
    return {**image, "body": {"B": b64decode(image["body"]["B"])}}
