"""Turn one entry of a Segment call into an event, or name the field that is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from functions.domain.channel import channel_of
from functions.domain.clock_skew import corrected
from functions.domain.event import Event
from functions.domain.person import owner
from functions.domain.signals import kind_of
from functions.errors import FieldFault, Invalid
from functions.schemas.segment import Entry, Product, Properties, is_backfill, millis
from functions.services.access.trust import Trust
from functions.services.tracking.entry_context import (
    Pseudonym,
    kept_of,
    may_be_learned_from,
    pseudonyms_in,
)
from functions.services.tracking.entry_items import items_of
from functions.services.tracking.entry_text import checked_text

# Segment's own limit, and what a row of the log has room for.
_MESSAGE_ID_BYTES = 100
_READ = ("products", "order_id", "location", *Product.model_fields)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the entries of one call have in common."""

    trust: Trust
    received_at: int
    sent_at: int | None
    context: dict[str, Any]
    pseudonym: Pseudonym
    backfill: bool = False


def to_event(raw: Any, delivery: Delivery, *, new_id: str, position: int = 0) -> Event:
    """The event that `raw` stands for; `new_id` names it when nothing else can.

    Raises:
        Invalid: with the field, in the sender's own words.
    """
    text = checked_text(raw)
    try:
        entry = Entry.model_validate(raw)
        read = Properties.model_validate(entry.properties or {})
        context = {**delivery.context, **(entry.context or {})}
        vouched_by = delivery.trust.vouches(entry.user_id, context)
        by_shop = vouched_by == "shop"
        external_ids = pseudonyms_in(context, delivery.pseudonym) if by_shop else ()
    except ValidationError as error:
        raise Invalid(*_faults(error)) from error
    person = owner(
        user_id=entry.user_id if vouched_by != "browser" else None,
        anonymous_id=entry.anonymous_id,
        instead=(*external_ids, read.order_id) if by_shop else (),
    )
    if person is None:
        raise Invalid(_without_owner(entry, by_shop=by_shop))
    name = entry.event if entry.type == "track" and entry.event else entry.type
    claimed_at = _claimed_at(entry, delivery)
    sent_at = _sent_at(entry, delivery)
    return Event(
        message_id=_message_id(entry, text, new_id),
        person=person,
        type=entry.type,
        name=name,
        kind=kind_of(name),
        channel=channel_of(context),
        claimed_at=claimed_at,
        at=corrected(claimed_at=claimed_at, sent_at=sent_at, received_at=delivery.received_at),
        received_at=delivery.received_at,
        vouched_by=vouched_by,
        learn=may_be_learned_from(context),
        user_id=entry.user_id,
        anonymous_id=entry.anonymous_id,
        external_ids=external_ids,
        previous_id=entry.previous_id,
        backfill=delivery.backfill or is_backfill(entry.integrations),
        position=position,
        items=items_of(name, read),
        order_id=read.order_id,
        category=read.category,
        location=read.location,
        properties=_rest(entry),
        context=kept_of(context),
    )


def _faults(error: ValidationError) -> Iterator[FieldFault]:
    prefix = "properties." if error.title == Properties.__name__ else ""
    for each in error.errors():
        field = ".".join(map(str, each["loc"])) or str(each.get("ctx", {}).get("field", ""))
        yield FieldFault(prefix + field, each["msg"].removeprefix("Value error, "))


def _without_owner(entry: Entry, *, by_shop: bool) -> FieldFault:
    if entry.user_id:
        return FieldFault("anonymousId", "is needed: a publishable key cannot vouch for a userId")
    return FieldFault("userId" if by_shop else "anonymousId", "userId or anonymousId is required")


def _claimed_at(entry: Entry, delivery: Delivery) -> int | None:
    """The sender's time; of an event that nothing makes the same again, when it was received."""
    if entry.timestamp:
        return millis(entry.timestamp)
    return None if entry.message_id else delivery.received_at


def _sent_at(entry: Entry, delivery: Delivery) -> int | None:
    """Return when the call was sent, by the sender's clock; None without a time of the event."""
    if entry.timestamp is None:
        return None
    return millis(entry.sent_at) if entry.sent_at else delivery.sent_at


def _message_id(entry: Entry, text: bytes, new_id: str) -> str:
    """The sender's own, or a digest of one that is too long for a key in the log.

    Without one, and with a time, the content names the event, so that a retry meets itself.
    """
    own = entry.message_id
    if own is None:
        return _digest(text) if entry.timestamp else new_id
    return own if len(own.encode()) <= _MESSAGE_ID_BYTES else _digest(own.encode())


def _digest(text: bytes) -> str:
    return sha256(text).hexdigest()[:32]


def _rest(entry: Entry) -> dict[str, Any]:
    kept = {k: v for k, v in (entry.properties or {}).items() if k not in _READ}
    if entry.name:
        kept["name"] = entry.name
    if entry.group_id:
        kept["groupId"] = entry.group_id
    return {**kept, "traits": entry.traits} if entry.traits else kept
