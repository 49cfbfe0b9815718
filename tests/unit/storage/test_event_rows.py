"""Known figures: DynamoDB counts names and values in UTF-8; one write unit is 1,024 bytes."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from string import ascii_letters, digits
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.cart import cart_of
from functions.domain.consent import objects
from functions.domain.event import Event, EventItem
from functions.domain.money import MOST
from functions.domain.order_details import Discount, OrderDetails, Payment
from functions.domain.orders import orders_in
from functions.domain.person import customer
from functions.ports.local.file_secrets import FileSecrets
from functions.schemas.limits import MAX_TIME_MS
from functions.services.access.trust import Trust
from functions.services.access.visitor_tokens import Tokens
from functions.services.tracking.entries import Delivery, to_event
from functions.storage.capacity import item_size
from functions.storage.event_rows import StoredRows, completed, from_row, to_rows
from functions.storage.keys.event_keys import event_claim

# What @segment/analytics-next sends for one product page, in Chrome on Windows.
BROWSER_EVENT: dict[str, Any] = {
    "timestamp": "2025-01-01T11:59:58.123Z",
    "integrations": {},
    "anonymousId": "8b1c0c5e-4b7e-4f5d-9b1e-2f4f6f0d9a11",
    "event": "Product Viewed",
    "type": "track",
    "properties": {
        "product_id": "507f1f77bcf86cd799439011",
        "sku": "G-32-BLU-M",
        "category": "Ropa / Camisetas",
        "name": "Camiseta de algodón orgánico con cuello redondo",
        "brand": "Hilos del Sur",
        "variant": "azul marino, M",
        "price": 24.95,
        "quantity": 1,
        "coupon": "PRIMAVERA",
        "currency": "EUR",
        "position": 3,
        "value": 24.95,
        "url": "https://www.tienda-ejemplo.es/ropa/camisetas/algodon-organico?color=azul",
        "image_url": "https://cdn.tienda-ejemplo.es/i/507f1f77bcf86cd799439011-azul-800x800.jpg",
    },
    "context": {
        "page": {
            "path": "/ropa/camisetas/algodon-organico",
            "referrer": "https://www.google.com/",
            "search": "?color=azul&utm_source=newsletter&utm_medium=email&utm_campaign=primavera",
            "title": "Camiseta de algodón orgánico | Tienda Ejemplo",
            "url": "https://www.tienda-ejemplo.es/ropa/camisetas/algodon-organico?color=azul",
        },
        "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
        "Gecko) Chrome/131.0.0.0 Safari/537.36",
        "userAgentData": {
            "brands": [
                {"brand": "Chromium", "version": "131"},
                {"brand": "Not_A", "version": "24"},
            ],
            "mobile": False,
            "platform": "Windows",
        },
        "locale": "es-ES",
        "library": {"name": "analytics.js", "version": "npm:next-1.76.1"},
        "timezone": "Europe/Madrid",
        "campaign": {"source": "newsletter", "medium": "email", "name": "primavera"},
    },
    "messageId": "ajs-next-1735732798123-1c0c5e4b-7e4f-5d9b-1e2f-4f6f0d9a11aa",
    "userId": None,
}


CLAIMED = Trust(is_secret=False, shown=(), tokens=Tokens(FileSecrets(Path("none"), bytes), int, 0))


def test_a_browsers_event_is_one_row_of_one_write_unit() -> None:
    rows = rows_of(BROWSER_EVENT)
    assert item_size(rows.log) <= 1_024
    assert rows.rest is None


@pytest.mark.parametrize("products", [1, 20])
def test_so_is_an_order_of_twenty_products(products: int) -> None:
    rows = rows_of(ordered(products))
    assert item_size(rows.log) <= 1_024
    assert rows.rest is None


def test_a_row_leads_back_to_its_event() -> None:
    event = to_event(BROWSER_EVENT, delivery(), new_id="unused").event
    assert from_row(rows_of(BROWSER_EVENT).log) == event


def test_what_has_no_room_stands_apart_and_leads_back_to_the_event() -> None:
    """An order of 100 products with long ids: the log has the first lines, the rest row has all."""
    raw = ordered(100, long=True)
    event = to_event(raw, delivery(), new_id="unused").event
    rows = rows_of(raw)
    part = from_row(rows.log)
    assert item_size(rows.log) <= 1_024
    assert part.kept == "cut"
    assert part.items == tuple(
        replace(item, group_id=None, category=None, discount=None)
        for item in event.items[: len(part.items)]
    )
    assert 10 < len(part.items) < 100
    assert rows.rest is not None
    assert completed(part, rows.rest) == event


def test_free_properties_go_first_and_what_is_folded_stays() -> None:
    raw = ordered(3)
    raw["properties"]["note"] = noise(4_000)
    raw["context"]["consent"] = {"categoryPreferences": {"Analytics": False, "other": True}}
    event = to_event(raw, delivery(), new_id="unused").event
    part = from_row(rows_of(raw).log)
    assert part.kept == "compact"
    assert (part.items, part.order_id, part.at) == (event.items, event.order_id, event.at)
    assert part.order_details == OrderDetails("EUR", total=9950)
    assert objects([part]) is objects([event]) is True
    assert cart_of([part]) == cart_of([event])
    assert left(part) == left(event)


texts = st.text(st.characters(exclude_categories=["C"], exclude_characters="/"), min_size=1)
ids = texts.map(lambda text: (text * 256).encode()[:256].decode("utf-8", "ignore"))


@given(ids, ids, ids, st.lists(ids, min_size=1, max_size=5), st.text(max_size=256), ids)
def test_no_event_takes_more_than_a_unit_of_the_log(
    user: str, order: str, place: str, items: list[str], name: str, session: str
) -> None:
    """Random bytes cannot be packed; every field is as long as the API lets it be."""
    numbers = Decimal("999999.999999"), Decimal("999999999.999999")
    payments, discounts = (Payment(noise(500), MOST),) * 9, (Discount(place, place, MOST),) * 9
    long = Event(
        message_id=noise(100),
        person=customer(noise(256)),
        type="track",
        name=name,
        kind=None,
        channel=noise(256),
        claimed_at=MAX_TIME_MS,
        at=MAX_TIME_MS - 1,
        received_at=MAX_TIME_MS,
        vouched_by="shopper",
        user_id=user,
        anonymous_id=session,
        external_ids=tuple(items),
        previous_id=place,
        position=2_499,
        items=tuple(EventItem(item + noise(20), item, *numbers, place, 999) for item in items),
        order_details=OrderDetails("EUR", MOST, MOST, MOST, MOST, payments, discounts, place),
        order_id=order,
        category=place,
        location=place,
        properties={"total": 1 / 7, "wishlist_name": noise(256), "free": noise(1_000)},
        context={"page": noise(1_000)},
    )
    rows = to_rows(long, event_claim(long))
    assert item_size(rows.log) <= 1_024
    assert rows.rest is not None
    assert completed(from_row(rows.log), rows.rest) == long


def test_what_happened_long_ago_is_not_kept_for_ever() -> None:
    """DynamoDB deletes nothing that expired more than five years ago."""
    old = replace(to_event(BROWSER_EVENT, delivery(), new_id="unused").event, at=0, claimed_at=0)
    row = to_rows(old, event_claim(old)).log
    assert int(row["expires_at"]["N"]) == old.received_at // 1_000 + 86_400


def left(event: Event) -> object:
    (order,) = orders_in([event])
    return order.lines, order.total, order.currency


def noise(size: int) -> str:
    return "".join(Random(size).choices(ascii_letters + digits, k=size))  # noqa: S311 - same each time


def ordered(products: int, *, long: bool = False) -> dict[str, Any]:
    """What the same client sends for an order."""
    lines = [
        {
            "product_id": f"507f1f77bcf86cd79943{n:04d}",
            "sku": str(UUID(int=Random(n).getrandbits(128))) if long else f"G-{n}-BLU-M",  # noqa: S311
            "name": f"Camiseta de algodón {n}",
            "price": 9.95 + n,
            "quantity": 1,
            "category": "Ropa / Camisetas",
            "brand": "Hilos",
            "image_url": "https://cdn.tienda-ejemplo.es/i/507f1f77bcf86cd799439011-800x800.jpg",
        }
        for n in range(products)
    ]
    sums = {"order_id": "1001-22", "total": 99.5, "revenue": 90, "shipping": 5, "tax": 4.5}
    properties = {**sums, "currency": "EUR", "coupon": "PRIMAVERA", "products": lines}
    context = dict(BROWSER_EVENT["context"])
    return {**BROWSER_EVENT, "event": "Order Completed", "properties": properties,
            "context": context}  # fmt: skip


def rows_of(raw: dict[str, Any]) -> StoredRows:
    event = to_event(raw, delivery(), new_id="unused").event
    return to_rows(event, event_claim(event))


def delivery() -> Delivery:
    return Delivery(
        trust=CLAIMED,
        received_at=1_735_732_800_000,
        sent_at=None,
        context={},
        pseudonym=lambda _type, _id: "",
    )
