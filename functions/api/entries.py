"""From one entry of a Segment call to an event, or to the field that keeps it from being one."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from functions.api.schemas.limits import MAX_EVENT_BYTES
from functions.api.schemas.segment import Entry, Product, Properties, millis
from functions.api.trust import Trust
from functions.domain.channel import channel_of
from functions.domain.clock_skew import corrected
from functions.domain.crawlers import is_crawler
from functions.domain.event import Event, EventItem
from functions.domain.person import owner
from functions.domain.signals import kind_of
from functions.errors import FieldFault, Invalid

# An IP address is personal data that nothing here needs, and a token is a secret: both are dropped
# before anything is kept.
_NOT_KEPT = ("ip", "hilo")
_READ = ("products", "order_id", "location", *Product.model_fields)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the entries of one call have in common."""

    trust: Trust
    received_at: int
    sent_at: int | None
    context: dict[str, Any]


def to_event(raw: Any, delivery: Delivery, *, new_id: str) -> Event:
    """The event that `raw` stands for; `new_id` names it when nothing else can.

    Raises:
        Invalid: with the field, in the sender's own words.
    """
    text = _checked_text(raw)
    try:
        entry = Entry.model_validate(raw)
        read = Properties.model_validate(entry.properties or {})
    except ValidationError as error:
        raise Invalid(*_faults(error)) from error
    context = {**delivery.context, **(entry.context or {})}
    verified = delivery.trust.verifies(entry.user_id, context)
    person = owner(user_id=entry.user_id, anonymous_id=entry.anonymous_id, verified=verified)
    if person is None:
        raise Invalid(_nobody(entry, verified=verified))
    name = entry.event if entry.type == "track" and entry.event else entry.type
    claimed_at = millis(entry.timestamp) if entry.timestamp else None
    sent_at = millis(entry.sent_at) if entry.sent_at else delivery.sent_at
    return Event(
        message_id=entry.message_id or _message_id(text, claimed_at, new_id),
        person=person,
        type=entry.type,
        name=name,
        kind=kind_of(name),
        channel=channel_of(context),
        claimed_at=claimed_at,
        at=corrected(claimed_at=claimed_at, sent_at=sent_at, received_at=delivery.received_at),
        received_at=delivery.received_at,
        verified=verified,
        learn=not is_crawler(_text(context.get("userAgent"))),
        user_id=entry.user_id,
        anonymous_id=entry.anonymous_id,
        items=_items(name, read),
        order_id=read.order_id,
        category=read.category,
        location=read.location,
        properties=_rest(entry),
        context={k: v for k, v in context.items() if k not in _NOT_KEPT},
    )


def _checked_text(raw: Any) -> bytes:
    """The entry as JSON, once it is known to be an object of bearable size and sane numbers."""
    if not isinstance(raw, dict):
        raise Invalid(FieldFault("", "an entry must be an object"))
    try:
        text = json.dumps(raw, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        field = next(_unspeakable(raw, ""), "")
        raise Invalid(FieldFault(field, "must be a finite number or valid Unicode")) from error
    if len(text) > MAX_EVENT_BYTES:
        raise Invalid(FieldFault("", f"an event may have {MAX_EVENT_BYTES} bytes, not {len(text)}"))
    return text


def _unspeakable(value: Any, path: str) -> Iterator[str]:
    """Paths of what JSON cannot say: NaN, infinities, halves of surrogate pairs."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _unspeakable(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unspeakable(inner, f"{path}.{index}".lstrip("."))
    elif (isinstance(value, float) and not math.isfinite(value)) or (
        isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value)
    ):
        yield path


def _faults(error: ValidationError) -> Iterator[FieldFault]:
    prefix = "properties." if error.title == Properties.__name__ else ""
    for each in error.errors():
        field = ".".join(map(str, each["loc"])) or "event"
        yield FieldFault(prefix + field, each["msg"].removeprefix("Value error, "))


def _nobody(entry: Entry, *, verified: bool) -> FieldFault:
    if entry.user_id and not verified:
        return FieldFault("anonymousId", "is needed: a publishable key cannot vouch for a userId")
    return FieldFault("anonymousId" if not verified else "userId", "nobody did this: name a person")


def _message_id(text: bytes, claimed_at: int | None, new_id: str) -> str:
    """With a time, the content names the event, so that a retry meets itself."""
    return sha256(text).hexdigest()[:32] if claimed_at is not None else new_id


def _items(name: str, read: Properties) -> tuple[EventItem, ...]:
    named = [item for product in (read.products or [read]) if (item := _item(product))]
    if kind_of(name) and not named and not read.order_id:
        field = "properties.products" if name.startswith("Order") else "properties.product_id"
        raise Invalid(FieldFault(field, f"{name} must name its product, by product_id or sku"))
    return tuple(named)


def _item(product: Product) -> EventItem | None:
    item_id = product.sku or product.product_id
    if item_id is None:
        return None
    return EventItem(
        item_id=item_id,
        group_id=product.product_id if product.product_id != item_id else None,
        quantity=1 if product.quantity is None else product.quantity,
        price=product.price,
        category=product.category,
    )


def _rest(entry: Entry) -> dict[str, Any]:
    kept = {k: v for k, v in (entry.properties or {}).items() if k not in _READ}
    if entry.name:
        kept["name"] = entry.name
    return {**kept, "traits": entry.traits} if entry.traits else kept


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
