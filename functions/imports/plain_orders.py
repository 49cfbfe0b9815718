"""Orders of a file that need no judging, read without the general way: a tenth of its time.

An order is plain if each of its texts is read without a warning. What plain orders share is
copied from the first one, which was read as the tracking API reads it; each text that differs goes
through the same readers, and what they made of it is remembered.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from functions.domain.clock_skew import corrected
from functions.domain.event import ONE, Event, EventItem
from functions.domain.event_json import item_json, order_json
from functions.domain.money import minor_units
from functions.domain.person import owner
from functions.domain.reading.amounts import check_currency
from functions.domain.reading.currency_signs import currency_named
from functions.domain.reading.ids import id_of
from functions.domain.reading.no_value import item_id_of
from functions.domain.reading.numbers import MAX_QUANTITY, decimal_of, price_of
from functions.domain.reading.placeholders import is_placeholder
from functions.domain.reading.texts import category_of
from functions.domain.reading.times import time_of
from functions.domain.reading.unreadable import Unreadable
from functions.imports.order_entries import (
    AMOUNTS,
    ORDER,
    are_of_lines,
    as_iso,
    first_of,
    message_id,
)
from functions.imports.staging import Row
from functions.ports.lake import as_json, as_line
from functions.schemas.limits import MAX_ORDER_BYTES, MAX_PRODUCTS
from functions.services.tracking.entries import Reading
from functions.services.tracking.entry_order import fact_id_of
from functions.stream.lake_line import lake_line, total_of

_SURELY_FITS = MAX_ORDER_BYTES // 2
_KEPT = 50_000
_CONSTANT = ("channel", "currency", "location", "payment_method", "refunded", "status")
_UNUSUAL = ("coupon", "cancelled_at")
Shape = tuple[Any, ...]


class _Unusual(ValueError):
    """A text that needs judging."""


class PlainOrder(NamedTuple):
    """The event of an order, and its line of the lake."""

    event: Event
    line: bytes


class _Model(NamedTuple):
    """What plain orders of one shape are copies of."""

    event: Event
    line: dict[str, Any]


@dataclass
class PlainOrders:
    """`external_ids` gives the names for an e-mail address; times are UTC ms."""

    file_id: str
    received_at: int
    day_first: bool
    external_ids: Callable[[str], tuple[str, ...]]
    _models: dict[Shape, _Model] = field(default_factory=dict)

    def read(self, order_id: str | None, rows: Sequence[Row]) -> PlainOrder | None:
        """A plain order; None of any other, and of the first of its shape."""
        given = _given(rows)
        model = self._models.get(_shape(given))
        if model is None or len(rows) > MAX_PRODUCTS or _has_amounts_of_lines(rows, given):
            return None
        currency = model.event.order_details.currency if model.event.order_details else None
        try:
            lines = [_line(_line_texts(row), currency) for row in rows if _names_product(row)]
            _check_currency(currency, given, lines)
            items = tuple([each.item for each in lines])
            if sum([each.most_bytes for each in lines]) > _SURELY_FITS:
                return None
            event = self._like(model.event, fact_id_of(order_id or "", zero=True), given, items)
        except ValueError:
            return None
        return PlainOrder(event, _lake_line(model.line, event, [each.text for each in lines]))

    def learn(self, rows: Sequence[Row], readings: Sequence[Reading]) -> None:
        """Keep the event of an order that was read in the general way, if others may be like it."""
        event = readings[0].event
        is_plain = len(readings) == 1 and not readings[0].dropped and event.name == ORDER
        if is_plain and len(self._models) < _KEPT:
            self._models.setdefault(_shape(_given(rows)), _Model(event, lake_line(event)))

    def _like(
        self,
        model: Event,
        order_id: str,
        given: Mapping[str, str],
        items: tuple[EventItem, ...],
    ) -> Event:
        """The event as `model`, with what is this order's own.

        Raises:
            ValueError: a text needs judging.
        """
        user_id, email = given.get("user_id"), given.get("email")
        user = _person_id(user_id) if user_id else None
        external_ids = self.external_ids(email) if email else ()
        person = owner(user_id=user, anonymous_id=None, instead=(*external_ids, order_id))
        at = time_of(as_iso(given.get("time", ""), day_first=self.day_first))
        amounts = {name: given[name] for name in AMOUNTS if name in given}
        details = model.order_details
        if person is None or details is None or any(name in given for name in _UNUSUAL):
            raise _Unusual
        money: dict[str, Any] = {n: _minor(t, details.currency) for n, t in amounts.items()}
        if _is_negative(amounts.get("total")):
            raise _Unusual
        return replace(
            model,
            message_id=message_id(self.file_id, order_id),
            person=person,
            claimed_at=at,
            at=corrected(claimed_at=at, sent_at=None, received_at=self.received_at),
            user_id=user,
            external_ids=external_ids,
            items=items,
            order_id=order_id,
            order_details=replace(details, **money) if money else details,
            properties={**model.properties, **amounts},
        )


def _lake_line(model: Mapping[str, Any], event: Event, items: Sequence[str]) -> bytes:
    """The line of an event as `model`, with what is its own; `items` are in JSON already."""
    line: dict[str, Any] = {
        **model,
        "message_id": event.message_id,
        "at": event.at,
        "order_id": event.order_id,
        "person": event.person.key,
        "items": [],
    }
    if event.order_details:
        line["order"] = order_json(event.order_details)
    if "total" in model:
        line["total"] = total_of(event)
    # Within a text of JSON a quotation mark has a backslash: this finds the field alone.
    return as_line(line).replace(b'"items":[]', f'"items":[{",".join(items)}]'.encode(), 1)


def _given(rows: Sequence[Row]) -> dict[str, str]:
    """What the file says of an order, by field: the first value of its rows, all of one file."""
    given = {name: value for name, value in rows[0].items() if value}
    for name in rows[0].keys() - given.keys():
        if value := first_of(rows, name):
            given[name] = value
    return given


def _shape(given: Mapping[str, str]) -> Shape:
    """What orders must have in common for one to be like the other."""
    constants = [given.get(name) for name in _CONSTANT]
    return (*constants, *(name in given for name in AMOUNTS))


def _has_amounts_of_lines(rows: Sequence[Row], given: Mapping[str, str]) -> bool:
    for name in AMOUNTS:
        value = given.get(name)
        if value and [row for row in rows if row.get(name) != value] and are_of_lines(rows, name):
            return True
    return False


def _check_currency(
    currency: str | None, given: Mapping[str, str], lines: Sequence["_Line"]
) -> None:
    """Refuse an order that names another currency than its model, or that alone names none.

    Raises:
        _Unusual: it does.
    """
    named = {each.currency for each in lines} | {_named_by(given.get("total"))}
    if not named <= {None, currency} or (
        currency and not given.get("currency") and named == {None}
    ):
        raise _Unusual


def _names_product(row: Row) -> bool:
    return bool(row.get("sku") or row.get("product_id") or row.get("product_name"))


class _Line(NamedTuple):
    """A line as an event has it, and as the lake does; `most_bytes` is what an entry needs.

    `currency` is the one that stands by its price.
    """

    item: EventItem
    text: str
    most_bytes: int
    currency: str | None


def _line_texts(row: Row) -> tuple[str | None, ...]:
    get = row.get
    return (get("sku"), get("product_id"), get("product_name"), get("quantity"), get("price"),
            get("category"))  # fmt: skip


# Of JSON: a sign may be written as `\\u0001`, and the fields of a line have names.
_BYTES_A_SIGN, _NAMES_BYTES = 6, 120


@lru_cache(_KEPT)
def _line(texts: tuple[str | None, ...], currency: str | None) -> _Line:
    """A line, as `functions.services.tracking.entry_items` makes it; equal ones are one object."""
    sku, product, name, quantity, price, category = texts
    if not sku and not product:
        product = name
    product_id = _id(product) if product else None
    item_id = _id(sku) if sku else product_id
    if item_id is None:
        raise _Unusual
    item = EventItem(
        item_id,
        product_id if product_id != item_id else None,
        _quantity(quantity) if quantity else ONE,
        _price(price, currency) if price else None,
        _category(category) if category else None,
    )
    most_bytes = _NAMES_BYTES + _BYTES_A_SIGN * sum(len(text) for text in texts if text)
    return _Line(item, as_json(item_json(item)), most_bytes, _named_by(price))


def _filled(text: str) -> str:
    if not text.strip():
        raise _Unusual
    return text


@lru_cache(_KEPT)
def _id(text: str) -> str:
    return item_id_of(_filled(text))


@lru_cache(_KEPT)
def _person_id(text: str) -> str:
    found = id_of(_filled(text))
    if is_placeholder(found):
        raise Unreadable("identifies no one")
    return found


@lru_cache(_KEPT)
def _price(text: str, currency: str | None) -> Decimal:
    return price_of(_filled(text), currency)


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
def _is_negative(text: str | None) -> bool:
    return text is not None and decimal_of(text) < 0


@lru_cache(_KEPT)
def _named_by(text: str | None) -> str | None:
    return currency_named(text)


@lru_cache(_KEPT)
def _minor(text: str, currency: str | None) -> int:
    check_currency(text, currency)
    return minor_units(abs(decimal_of(_filled(text), currency)), currency)
