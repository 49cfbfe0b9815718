"""Turn one entry of a Segment call into an event, without the details that cannot be read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from functions.domain.channel import channel_of
from functions.domain.clock_skew import corrected
from functions.domain.event import Event
from functions.domain.person import Person, owner, visitor
from functions.domain.reading.texts import category_of, channel_name_of, place_of
from functions.domain.signals import kind_of
from functions.errors import FieldFault, Invalid
from functions.schemas.segment import is_backfill
from functions.services.access.trust import Trust
from functions.services.tracking.content_names import ContentNames, digest_of
from functions.services.tracking.details import Details, Dropped
from functions.services.tracking.entry_context import (
    Pseudonym,
    kept_of,
    may_be_learned_from,
    pseudonyms_in,
)
from functions.services.tracking.entry_items import items_of
from functions.services.tracking.entry_order import currency_in, fact_id_of, order_details_of
from functions.services.tracking.entry_text import readable
from functions.services.tracking.envelope import Envelope, envelope_of, identified, in_place_of
from functions.services.tracking.segments_words import in_segments_words

# Segment's own limit, and what a row of the log has room for.
_MESSAGE_ID_BYTES = 100
# What stands in fields of the event; the money of an order stays among the properties, too.
_READ = frozenset({"products", "order_id", "location", "category", "sku", "product_id", "item_id",
                   "price", "quantity"})  # fmt: skip
_PATH = "properties."


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the entries of one call have in common.

    `channel` is the default of the call's key. An id for which `is_set_apart` holds identifies no
    one.
    """

    trust: Trust
    received_at: int
    sent_at: int | None
    context: dict[str, Any]
    pseudonym: Pseudonym
    key_id: str = ""
    backfill: bool = False
    channel: str | None = None
    is_set_apart: Callable[[Person], bool] = lambda _: False


@dataclass(frozen=True, slots=True)
class Reading:
    """The event of an entry, and what of the entry was left out."""

    event: Event
    dropped: Sequence[Dropped]


def to_event(
    raw: Any,
    delivery: Delivery,
    *,
    new_id: str,
    position: int = 0,
    names: ContentNames | None = None,
) -> Reading:
    """The event that `raw` stands for; `new_id` names it when nothing else can.

    `names` separates equal entries of one call.

    Raises:
        Invalid: it has no owner, is too large or too deep, or is no event; with the field.
    """
    details = Details()
    found, text = readable(raw, details)
    found = in_segments_words(found)
    backfill = delivery.backfill or is_backfill(found.get("integrations"))
    entry = identified(
        envelope_of(found, details, history=backfill), delivery.is_set_apart, details
    )
    context = {**delivery.context, **entry.context}
    vouched_by = delivery.trust.vouches(entry.user_id, context)
    by_shop = vouched_by == "shop"
    external_ids = pseudonyms_in(context, delivery.pseudonym, details) if by_shop else ()
    external_ids = tuple(n for n in external_ids if not delivery.is_set_apart(visitor(n)))
    order_id = details.read(entry.properties, "order_id", partial(fact_id_of, zero=backfill), _PATH)
    message_id = _message_id(entry, text, new_id, names or ContentNames())
    instead = (*external_ids, order_id) if by_shop else ()
    claims = vouched_by == "browser"
    person = _owner(entry, instead, message_id, details, found, by_shop=by_shop, claims=claims)
    name = entry.event if entry.type == "track" and entry.event else entry.type
    claimed_at = _claimed_at(entry, delivery)
    sent_at = None if backfill else _sent_at(entry, delivery)
    currency = currency_in(entry.properties, details)
    items = items_of(name, entry.properties, currency, details)
    money = order_details_of(name, entry.properties, currency, details, has_items=bool(items))
    channel, channel_source = channel_of(
        {**context, "channel": details.read(context, "channel", channel_name_of, "context.")},
        reported=found.get("channel"),
        key_default=delivery.channel,
    )
    event = Event(
        message_id=message_id,
        person=person,
        type=entry.type,
        name=name,
        kind=kind_of(name),
        channel=channel,
        channel_source=channel_source,
        claimed_at=claimed_at,
        at=corrected(claimed_at=claimed_at, sent_at=sent_at, received_at=delivery.received_at),
        received_at=delivery.received_at,
        vouched_by=vouched_by,
        learn=may_be_learned_from(context),
        user_id=entry.user_id,
        anonymous_id=entry.anonymous_id,
        external_ids=external_ids,
        previous_id=entry.previous_id,
        backfill=backfill,
        position=position,
        items=items,
        order_id=order_id,
        order_details=money,
        category=details.read(entry.properties, "category", category_of, _PATH),
        location=details.read(entry.properties, "location", place_of, _PATH),
        properties=_rest(entry),
        context=kept_of(context),
    )
    return Reading(event, details.dropped)


def _owner(
    entry: Envelope,
    names: Sequence[str | None],
    message_id: str,
    details: Details,
    raw: dict[str, Any],
    *,
    by_shop: bool,
    claims: bool,
) -> Person:
    """Where the event goes; of one that has a placeholder for its only id, a person of its own.

    Raises:
        Invalid: it has no owner.
    """
    user_id = None if claims else entry.user_id
    found = owner(user_id=user_id, anonymous_id=entry.anonymous_id, instead=names)
    if found is None and (entry.nameless or (by_shop and details.has_dropped(f"{_PATH}order_id"))):
        found = visitor(message_id)
    if found is None:
        raise Invalid(_without_owner(entry, details, raw, by_shop=by_shop))
    return found


def _without_owner(
    entry: Envelope, details: Details, raw: dict[str, Any], *, by_shop: bool
) -> FieldFault:
    for each in details.dropped:
        if each.field in {"userId", "anonymousId"}:
            return FieldFault(each.field, f"{each.reason}; no other id says whose event it is")
    if entry.user_id:
        return FieldFault("anonymousId", "is needed: a publishable key cannot vouch for a userId")
    reason = f"userId or anonymousId is required{in_place_of(raw, 'userId', 'anonymousId')}"
    return FieldFault("userId" if by_shop else "anonymousId", reason)


def _claimed_at(entry: Envelope, delivery: Delivery) -> int | None:
    """The sender's time; of an event that nothing makes the same again, when it was received."""
    if entry.timestamp is not None:
        return entry.timestamp
    return None if entry.message_id else delivery.received_at


def _sent_at(entry: Envelope, delivery: Delivery) -> int | None:
    """Return when the call was sent, by the sender's clock; None without a time of the event."""
    if entry.timestamp is None:
        return None
    return delivery.sent_at if entry.sent_at is None else entry.sent_at


def _message_id(entry: Envelope, text: bytes, new_id: str, names: ContentNames) -> str:
    """The sender's own, or a digest of one that is unfit for a key in the log.

    Without one, and with a time, the content names the event, so that a retry meets itself.
    """
    own = entry.message_id
    if own is None:
        return names.name_of(text) if entry.timestamp is not None else new_id
    fits = own.isprintable() and len(own.encode()) <= _MESSAGE_ID_BYTES
    return own if fits else digest_of(own.encode())


def _rest(entry: Envelope) -> dict[str, Any]:
    kept = {k: v for k, v in entry.properties.items() if k not in _READ}
    if entry.name:
        kept["name"] = entry.name
    if entry.group_id:
        kept["groupId"] = entry.group_id
    return {**kept, "traits": entry.traits} if entry.traits else kept
