"""One order of a file as an entry of the tracking API, so that it is read and judged like one."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from functions.domain.reading.amounts import other_currency
from functions.domain.reading.currency_signs import currency_of
from functions.domain.reading.dates_in_words import with_clock
from functions.domain.reading.numbers import decimal_of
from functions.domain.reading.unreadable import Unreadable

ORDER = "Order Completed"
Row = Mapping[str, str | None]
_LINE = ("sku", "product_id", "quantity", "price", "category")
_NAMED = ("sku", "product_id")
_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)(.*)")
# Of the years 2000 to 2099.
_SHEET_DAYS = re.compile(r"(?:3[6-9]|[4-6][0-9]|7[0-2])\d{3}(?:\.\d{1,12})?")
_SHEET_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
AMOUNTS = ("total", "shipping", "tax", "discount")
_OF_ORDER = ("currency", "total", "shipping", "tax", "discount", "coupon", "payment_method",
             "location")  # fmt: skip


def order_entry(
    file_id: str, order_id: str, rows: Sequence[Row], *, day_first: bool
) -> dict[str, Any]:
    """The entry of an order whose rows in the file are `rows`, by field.

    A field of the order may stand in any of them; the first one counts. The message id is a digest
    of the file's and the order's id, so that the same file imported again is stored once.
    """
    properties: dict[str, Any] = {"order_id": order_id}
    for name in _OF_ORDER:
        if value := first_of(rows, name):
            properties[name] = sum_of(rows, name) if name in AMOUNTS else value
    properties["products"] = lines_of(rows)
    context: dict[str, Any] = {}
    if channel := first_of(rows, "channel"):
        context["channel"] = channel
    if email := first_of(rows, "email"):
        context["externalIds"] = external_ids(email)
    return {
        "type": "track",
        "event": ORDER,
        "messageId": message_id(file_id, order_id),
        "userId": first_of(rows, "user_id"),
        "timestamp": as_iso(first_of(rows, "time") or "", day_first=day_first),
        "context": context,
        "properties": properties,
    }


def lines_of(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The lines of the rows that name a product."""
    return [line for row in rows if (line := _line(row))]


def _line(row: Row) -> dict[str, Any]:
    """A line; its product by id, by its name only where the file has no ids. Empty without any."""
    line = {name: row[name] for name in _LINE if row.get(name)}
    if not any(name in line for name in _NAMED) and row.get("product_name"):
        line["product_id"] = row["product_name"]
    return line if any(name in line for name in _NAMED) else {}


def as_iso(text: str, *, day_first: bool) -> str:
    """A date as people write it, with the year last, as ISO 8601; other texts as they are.

    So are the days since 1899 by which a spreadsheet counts, `45609.5` for example.
    """
    if _SHEET_DAYS.fullmatch(text):
        seconds = round(float(text) * 86_400)
        return (_SHEET_EPOCH + timedelta(seconds=seconds)).isoformat()
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return text
    first, sign, second, year, rest = found.groups()
    if len(year) == 2:
        if sign == "-":  # the year may as well come first
            return text
        year = f"20{year}"
    day, month = (first, second) if day_first else (second, first)
    return with_clock(f"{year}-{month:0>2}-{day:0>2}", rest)


def external_ids(email: str) -> list[dict[str, str]]:
    """An address as Segment writes ids of other systems."""
    return [{"type": "email", "id": email.strip().lower()}]


def are_of_lines(rows: Sequence[Row], name: str) -> bool:
    """Whether a column has an amount of each line: all have one, and they are not the same."""
    first = rows[0].get(name)
    if all(row.get(name) == first for row in rows):
        return False
    return all(row.get(name) for row in rows)


def sum_of(rows: Sequence[Row], name: str) -> str | None:
    """An order's amount: the first that is given, or the sum where each line has its own.

    Where a line's is in another currency than the order it is that one, which is refused later.
    """
    if are_of_lines(rows, name):
        currency = _currency_in(rows)
        others = (row.get(name) for row in rows if other_currency(row.get(name), currency))
        if other := next(others, None):
            return other
        with suppress(Unreadable):
            return str(sum(decimal_of(row.get(name), currency) for row in rows))
    return first_of(rows, name)


def _currency_in(rows: Sequence[Row]) -> str | None:
    with suppress(Unreadable):
        return currency_of(first_of(rows, "currency"))
    return None


def message_id(file_id: str, name: str) -> str:
    return f"import-{sha256(f'{file_id}:{name}'.encode()).hexdigest()[:24]}"


def first_of(rows: Sequence[Row], name: str) -> str | None:
    for row in rows:
        if value := row.get(name):
            return value
    return None
