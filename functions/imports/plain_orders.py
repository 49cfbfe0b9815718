"""Orders of a file that need no judging, read without the general way: a quarter of its time.

An order is plain if each of its texts is read without a warning. What plain orders share is
copied from the first one, which was read as the tracking API reads it; each text that differs goes
through the same readers, and what they made of it is remembered.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from functions.domain.clock_skew import corrected
from functions.domain.event import ONE, Event, EventItem
from functions.domain.money import minor_units
from functions.domain.person import owner
from functions.domain.reading.ids import id_of
from functions.domain.reading.numbers import MAX_QUANTITY, decimal_of, price_of
from functions.domain.reading.placeholders import is_placeholder
from functions.domain.reading.texts import category_of
from functions.domain.reading.times import time_of
from functions.domain.reading.unreadable import Unreadable
from functions.imports.order_entries import as_iso, first_of, message_id
from functions.imports.staging import Row
from functions.services.tracking.entries import Reading

MOST_ROWS = 60
"""Of one order; more might be larger than an event may be."""
_KEPT = 100_000
_AMOUNTS = ("total", "shipping", "tax", "discount")
_CONSTANT = ("channel", "currency", "location", "payment_method", "refunded")
_UNUSUAL = ("coupon", "cancelled_at")
Shape = tuple[Any, ...]


class _Unusual(ValueError):
    """A text that needs judging."""


@dataclass
class PlainOrders:
    """`external_ids` gives the names for an e-mail address; times are UTC ms."""

    file_id: str
    received_at: int
    day_first: bool
    external_ids: Callable[[str], tuple[str, ...]]
    _models: dict[Shape, Event] = field(default_factory=dict)

    def event(self, order_id: str | None, rows: Sequence[Row]) -> Event | None:
        """The event of a plain order; None of any other, and of the first of its shape."""
        model = self._models.get(_shape(rows))
        if model is None or len(rows) > MOST_ROWS:
            return None
        try:
            return self._like(model, id_of(order_id or ""), rows)
        except ValueError:
            return None

    def learn(self, rows: Sequence[Row], readings: Sequence[Reading]) -> None:
        """Keep the event of an order that was read in the general way, if others may be like it."""
        if len(readings) == 1 and not readings[0].dropped and len(self._models) < _KEPT:
            self._models.setdefault(_shape(rows), readings[0].event)

    def _like(self, model: Event, order_id: str, rows: Sequence[Row]) -> Event:
        """The event as `model`, with what is this order's own.

        Raises:
            ValueError: a text needs judging.
        """
        if any(first_of(rows, name) for name in _UNUSUAL):
            raise _Unusual
        user_id, email = first_of(rows, "user_id"), first_of(rows, "email")
        user = _person_id(user_id) if user_id else None
        external_ids = self.external_ids(email) if email else ()
        person = owner(user_id=user, anonymous_id=None, instead=(*external_ids, order_id))
        at = time_of(as_iso(first_of(rows, "time") or "", day_first=self.day_first))
        amounts = {name: text for name in _AMOUNTS if (text := first_of(rows, name))}
        details = model.order_details
        if person is None or details is None:
            raise _Unusual
        money: dict[str, Any] = {n: _minor(t, details.currency) for n, t in amounts.items()}
        return replace(
            model,
            message_id=message_id(self.file_id, order_id),
            person=person,
            claimed_at=at,
            at=corrected(claimed_at=at, sent_at=None, received_at=self.received_at),
            user_id=user,
            external_ids=external_ids,
            items=tuple(_item(row) for row in rows if _names_product(row)),
            order_id=order_id,
            order_details=replace(details, **money) if money else details,
            properties={**model.properties, **amounts},
        )


def _shape(rows: Sequence[Row]) -> Shape:
    """What orders must have in common for one to be like the other."""
    constants = [first_of(rows, name) for name in _CONSTANT]
    return (*constants, *(bool(first_of(rows, name)) for name in _AMOUNTS))


def _names_product(row: Row) -> bool:
    return bool(row.get("sku") or row.get("product_id") or row.get("product_name"))


def _item(row: Mapping[str, str | None]) -> EventItem:
    """A line, as `functions.services.tracking.entry_items` makes it."""
    sku, product = row.get("sku"), row.get("product_id")
    if not sku and not product:
        product = row.get("product_name")
    product_id = _id(product) if product else None
    item_id = _id(sku) if sku else product_id
    if item_id is None:
        raise _Unusual
    price, category, quantity = row.get("price"), row.get("category"), row.get("quantity")
    return EventItem(
        item_id,
        product_id if product_id != item_id else None,
        _quantity(quantity) if quantity else ONE,
        _price(price) if price else None,
        _category(category) if category else None,
    )


def _filled(text: str) -> str:
    if not text.strip():
        raise _Unusual
    return text


@lru_cache(_KEPT)
def _id(text: str) -> str:
    return id_of(_filled(text))


@lru_cache(_KEPT)
def _person_id(text: str) -> str:
    found = id_of(_filled(text))
    if is_placeholder(found):
        raise Unreadable("identifies no one")
    return found


@lru_cache(_KEPT)
def _price(text: str) -> Decimal:
    return price_of(_filled(text))


@lru_cache(_KEPT)
def _category(text: str) -> str:
    return category_of(_filled(text))


@lru_cache(_KEPT)
def _quantity(text: str) -> Decimal:
    found = decimal_of(_filled(text))
    if not 0 <= found <= MAX_QUANTITY:
        raise _Unusual
    return found


@lru_cache(_KEPT)
def _minor(text: str, currency: str | None) -> int:
    return minor_units(abs(decimal_of(_filled(text))), currency)
