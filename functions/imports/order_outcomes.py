"""What became of an order of a file: cancelled, paid back, or sent back line by line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from functions.domain.reading.numbers import decimal_of
from functions.domain.reading.unreadable import Unreadable
from functions.imports.order_entries import Row, are_of_lines, as_iso, first_of, lines_of, sum_of

# What shops write of an order that came to nothing, and of one whose money went back.
_BY = r"( +(by|por|par|vom|da|dal|door|przez) .*)?"
_CANCELLED = re.compile(
    r"(wc[-_])?(cancel\w*|void(ed)?|failed|declined|rejected|expired|storniert|abgebrochen"
    r"|fehlgeschlagen|anul\w*|fallid[oa]|rechazad[oa]|recusad[oa]|annul\w*|geannuleerd"
    r"|payment error|error (de|en el) pago|erreur de paiement|zahlungsfehler"
    rf"|checkout-draft|draft|trash){_BY}"
)
_REFUNDED = re.compile(
    r"(wc[-_])?(refunded|reembolsad[oa]|r(ü|ue)ckerstattet|erstattet|rembours(é|e)e?|rimborsat[oa]"
    rf"|estornad[oa]|returned|devuelt[oa]|devolvid[oa]|terugbetaald|zwrócone){_BY}"
)


def parted(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of what was bought, and those of what came back, whose quantity is below zero."""
    returned = [row for row in rows if _is_return(row)]
    if not returned:
        return list(rows), returned
    return [row for row in rows if not _is_return(row)], returned


def later_entries(
    order: Mapping[str, Any], rows: Sequence[Row], *, day_first: bool
) -> Iterator[dict[str, Any]]:
    """Yield what became of an order by the time of the file: cancelled, or an amount paid back.

    A file has no time of a refund, nor of a status; they get the order's.
    """
    order_id = order["properties"]["order_id"]
    known = {"order_id": order_id, "currency": order["properties"].get("currency")}
    if cancelled_at := first_of(rows, "cancelled_at"):
        at = as_iso(cancelled_at, day_first=day_first)
        yield _later(order, "cancelled", "Order Cancelled", known, at)
    elif _CANCELLED.fullmatch(status := (first_of(rows, "status") or "").strip().lower()):
        yield _later(order, "cancelled", "Order Cancelled", known)
    elif refunded := _paid_back(rows):
        paid_back = {**known, "total": refunded, "refund_id": f"import-{order_id}"}
        yield _later(order, "refunded", "Order Refunded", paid_back)
    elif _REFUNDED.fullmatch(status):
        whole = {**known, "refund_id": f"import-{order_id}"}
        yield _later(order, "refunded", "Order Refunded", whole)


def return_entry(
    order: Mapping[str, Any], rows: Sequence[Row], returned: Sequence[Row], *, day_first: bool
) -> dict[str, Any]:
    """What came back of an order, as the rows `returned` of all of its `rows` have it.

    Where the file has one total of the whole order, it is what was paid in the end.
    """
    order_id = order["properties"]["order_id"]
    properties = {
        "order_id": order_id,
        "currency": order["properties"].get("currency"),
        "refund_id": f"import-{order_id}-lines",
        "products": lines_of(returned),
        "total": _total(rows, returned),
    }
    at = as_iso(first_of(returned, "time") or "", day_first=day_first)
    return _later(order, "returned", "Order Refunded", properties, at or None)


def _later(
    order: Mapping[str, Any],
    suffix: str,
    event: str,
    properties: Mapping[str, Any],
    at: str | None = None,
) -> dict[str, Any]:
    """An entry of the order's sender about it, at a time of its own, else at the order's."""
    given = {
        "event": event,
        "properties": properties,
        "messageId": f"{order['messageId']}-{suffix}",
    }
    return {**order, **given, "timestamp": order["timestamp"] if at is None else at}


def _total(rows: Sequence[Row], returned: Sequence[Row]) -> str | None:
    """What the returned rows gave back by their amounts; None where their prices show it."""
    if _paid_back(rows):
        return "0"
    if len(rows) == len(returned) or are_of_lines(rows, "total"):
        return sum_of(returned, "total")
    return "0" if first_of(rows, "total") else None


def _paid_back(rows: Sequence[Row]) -> str | None:
    """The amount that the file calls refunded, unless it is 0."""
    refunded = first_of(rows, "refunded")
    return refunded if refunded and any(sign in "123456789" for sign in refunded) else None


def _is_return(row: Row) -> bool:
    quantity = row.get("quantity")
    if not quantity or not {*"-−()"}.intersection(quantity):
        return False
    with suppress(Unreadable):
        return decimal_of(quantity) < 0
    return False
