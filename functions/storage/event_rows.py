"""An event as a row of the Events table, and back. Only here do the two know each other."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from functions.domain.event import Event, EventItem
from functions.domain.person import Person
from functions.domain.signals import kind_of
from functions.storage.packing import pack, unpack
from functions.storage.primary_keys import Key, attributes, event_marker

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

KEPT_DAYS = 400
_DAY_S = 86_400
# Kept beside the packed rest, for DynamoDB's own use and for a reader of the console.
_OUTSIDE = ("message_id", "person", "name", "kind", "at")


def to_row(event: Event, key: Key) -> "dict[str, AttributeValueTypeDef]":
    body = {k: v for k, v in asdict(event).items() if k not in _OUTSIDE and v not in (None, {}, ())}
    body["items"] = [
        {k: v for k, v in asdict(item).items() if v is not None} for item in event.items
    ]
    for name in ("backfill", "position"):
        if not body[name]:
            del body[name]  # as nearly always; a byte saved is one more within the write unit
    return {
        "pk": {"S": key["pk"]},
        "sk": {"S": key["sk"]},
        "name": {"S": event.name},
        "at": {"N": str(event.at)},
        "body": {"B": pack(body)},
        "expires_at": {"N": str(event.at // 1000 + KEPT_DAYS * _DAY_S)},
    }


def from_row(row: "dict[str, Any]") -> Event:
    """The event of a row as boto3 or a stream record gives it."""
    body = unpack(row["body"]["B"])
    name = row["name"]["S"]
    return Event(
        message_id=row["sk"]["S"].split("#", 2)[2],
        person=Person.from_key(row["pk"]["S"]),
        type=body["type"],
        name=name,
        kind=kind_of(name),
        channel=body["channel"],
        claimed_at=body.get("claimed_at"),
        at=int(row["at"]["N"]),
        received_at=body["received_at"],
        vouched_by=body["vouched_by"],
        learn=body["learn"],
        user_id=body.get("user_id"),
        anonymous_id=body.get("anonymous_id"),
        external_ids=tuple(body.get("external_ids", ())),
        previous_id=body.get("previous_id"),
        backfill=body.get("backfill", False),
        position=body.get("position", 0),
        items=tuple(EventItem(**item) for item in body["items"]),
        order_id=body.get("order_id"),
        category=body.get("category"),
        location=body.get("location"),
        properties=body.get("properties", {}),
        context=body.get("context", {}),
    )


def to_marker(event: Event, key: Key, expires_at: Any) -> dict[str, Any]:
    """The row that says under which key an event was stored, for as long as the event is kept."""
    return {
        **attributes(event_marker(event)),
        "event_sk": {"S": key["sk"]},
        "expires_at": expires_at,
    }


def key_in_marker(row: dict[str, Any]) -> Key | None:
    """The key of the event that a marker stands for; None when the row is no marker."""
    return {"pk": row["pk"]["S"], "sk": row["event_sk"]["S"]} if "event_sk" in row else None
