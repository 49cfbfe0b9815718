"""Convert an event into rows of the Events table, and back.

The log's row has at most `MAX_LOG_BYTES`, so that a reader of so many rows knows what it pays. An
event that is larger stands there as far as others are folded from it
(`functions/domain/compact.py`), and whole in a row of its own that only those read who show it.
"""

from dataclasses import fields, replace
from operator import attrgetter
from typing import Any, NamedTuple

from functions.correlation import row_attribute
from functions.domain.compact import compacted
from functions.domain.event import Event
from functions.domain.event_json import item_from_json, item_json, order_from_json, order_json
from functions.domain.person import Person
from functions.domain.signals import kind_of
from functions.storage.capacity import item_size
from functions.storage.keys.event_keys import event_marker, event_rest
from functions.storage.keys.key import Key, attributes
from functions.storage.packing import pack, unpack

MAX_LOG_BYTES = 1_024  # one write unit; eight of them two read units
KEPT_DAYS = 400
_DAY_S = 86_400
# DynamoDB never deletes what expired more than five years ago; what is that old goes in a day.
_LEAST_KEPT_DAYS = 1
# Kept outside the packed rest, for DynamoDB's own use and for a reader of the console.
_OUTSIDE = {"message_id", "person", "name", "kind", "at"}
_INSIDE = [each.name for each in fields(Event) if each.name not in _OUTSIDE]
_inside = attrgetter(*_INSIDE)
_EMPTY: tuple[Any, ...] = (None, {}, ())
_DEFAULTS = {"backfill": False, "position": 0, "kept": "whole", "channel_source": "sent"}
Row = dict[str, Any]


class StoredRows(NamedTuple):
    """`rest` is None for an event that its row in the log holds whole."""

    log: Row
    rest: Row | None


def to_rows(event: Event, key: Key) -> StoredRows:
    row = _log_row(event, key)
    if item_size(row) <= MAX_LOG_BYTES:
        return StoredRows(row, None)

    def fits(part: Event) -> bool:
        return item_size(_log_row(part, key)) <= MAX_LOG_BYTES

    return StoredRows(_log_row(compacted(event, fits), key), _rest_row(event))


def from_row(row: Row) -> Event:
    """The event of a row of the log, as boto3 or a stream record gives it."""
    body, person = unpack(row["body"]["B"]), Person.from_key(row["pk"]["S"])
    return _event(body, message_id_of(row), person, row["name"]["S"], int(row["at"]["N"]))


def message_id_of(row: Row) -> str:
    """The message id that stands in the key of a row of the log."""
    _, _, message_id = row["sk"]["S"].split("#", 2)
    return str(message_id)


def name_of(row: Row) -> str | None:
    """The event's name in a row of the log; None in a damaged one."""
    return row.get("name", {}).get("S")  # type: ignore[no-any-return] # a row is of any values


def completed(event: Event, rest: Row) -> Event:
    """The whole of an event with a compact row in the log; its trust is read from the log."""
    body = unpack(rest["rest"]["B"])
    whole = _event(body, event.message_id, event.person, body["name"], event.at)
    return replace(
        whole,
        claimed_at=event.claimed_at,
        received_at=event.received_at,
        vouched_by=event.vouched_by,
        learn=event.learn,
        backfill=event.backfill,
        position=event.position,
        kept="whole",
    )


def to_marker(event: Event, key: Key) -> Row:
    """The row that says under which key an event was stored, for as long as the event is kept."""
    return {
        **attributes(event_marker(event)),
        "event_sk": {"S": key["sk"]},
        "expires_at": _expires_at(event),
    }


def key_in_marker(row: Row) -> Key | None:
    """The key of the event that a marker stands for; None when the row is no marker."""
    return {"pk": row["pk"]["S"], "sk": row["event_sk"]["S"]} if "event_sk" in row else None


def _log_row(event: Event, key: Key) -> Row:
    return {
        **attributes(key),
        "name": {"S": event.name},
        "at": {"N": str(event.at)},
        "body": {"B": pack(_body(event))},
        "expires_at": _expires_at(event),
        **row_attribute(),
    }


def _rest_row(event: Event) -> Row:
    """Not under `body`, which is what wakes the stream function."""
    return {
        **attributes(event_rest(event)),
        "at": {"N": str(event.at)},
        "received_at": {"N": str(event.received_at)},
        "rest": {"B": pack({**_body(event), "name": event.name})},
        "expires_at": _expires_at(event),
    }


def _expires_at(event: Event) -> dict[str, str]:
    day_s = max(event.at // 1000 + KEPT_DAYS * _DAY_S,
                event.received_at // 1000 + _LEAST_KEPT_DAYS * _DAY_S)  # fmt: skip
    return {"N": str(day_s)}


def _body(event: Event) -> dict[str, Any]:
    """What is as nearly always is left out; a byte saved is one more within the write unit."""
    body = {
        name: value
        for name, value in zip(_INSIDE, _inside(event), strict=True)
        if (value or value not in _EMPTY) and value != _DEFAULTS.get(name, ...)
    }
    body["items"] = [_without_none(item_json(item)) for item in event.items]
    if event.order_details:
        body["order_details"] = _without_none(order_json(event.order_details))
    return body


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _event(body: dict[str, Any], message_id: str, person: Person, name: str, at: int) -> Event:
    return Event(
        message_id=message_id,
        person=person,
        type=body["type"],
        name=name,
        kind=kind_of(name),
        channel=body["channel"],
        claimed_at=body.get("claimed_at"),
        at=at,
        received_at=body["received_at"],
        vouched_by=body["vouched_by"],
        learn=body["learn"],
        user_id=body.get("user_id"),
        anonymous_id=body.get("anonymous_id"),
        external_ids=tuple(body.get("external_ids", ())),
        previous_id=body.get("previous_id"),
        backfill=body.get("backfill", False),
        position=body.get("position", 0),
        items=tuple(map(item_from_json, body["items"])),
        order_id=body.get("order_id"),
        order_details=order_from_json(body["order_details"]) if "order_details" in body else None,
        channel_source=body.get("channel_source", "sent"),
        category=body.get("category"),
        location=body.get("location"),
        properties=body.get("properties", {}),
        context=body.get("context", {}),
        kept=body.get("kept", "whole"),
    )
