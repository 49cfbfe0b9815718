"""Carts, wishlists and orders as their owners and the shop read them, over devices."""

from decimal import Decimal
from typing import Any

import pytest

from functions.domain.person import customer
from functions.domain.store_currency import StoreCurrency
from functions.domain.visitor_token import sign
from functions.services.access.trust import HEADER
from functions.services.access.visitor_tokens import CURRENT
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.test_customers import DEVICE, read_customer, record, track
from tests.functional.wired import rewire

pytestmark = pytest.mark.usefixtures("at_eleven")
ANA = customer("ana")
OTHER_DEVICE = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0002"


@pytest.fixture
def at_eleven(clock: Clock) -> None:
    """An hour after the events, which happen at 10:<minute>."""
    clock.now = 1_735_729_200_000


def step(message_id: str, minute: int, event: str, item: str = "", **more: Any) -> dict[str, Any]:
    properties = {**({"sku": item} if item else {}), **more.pop("properties", {})}
    return {**track(message_id, minute, **more), "event": event, "properties": properties}


def identified(minute: int, user_id: str, device: str = DEVICE) -> dict[str, Any]:
    named = {"userId": user_id, "anonymousId": device}
    return {**track(f"i-{user_id}-{device}", minute, **named), "type": "identify"}


def cart(client: TestClient, path: str, **headers: str) -> dict[str, int]:
    answer = client.get(f"/v1/{path}/cart", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    return {line["item_id"]: line["quantity"] for line in answer.json()["items"]}


def test_two_devices_and_the_shop_fill_one_cart(
    secret: TestClient, publishable: TestClient
) -> None:
    record(publishable, step("m1", 1, "Product Added", "tea", anonymousId=DEVICE))
    record(publishable, step("m2", 2, "Product Added", "mug", anonymousId=OTHER_DEVICE))
    record(secret, identified(3, "ana"), identified(4, "ana", OTHER_DEVICE))
    record(secret, step("m5", 5, "Product Added", "tea", userId="ana", properties={"quantity": 2}))
    assert cart(secret, "customers/ana") == {"tea": 3, "mug": 1}
    assert cart(publishable, f"visitors/{DEVICE}") == {"tea": 1}
    ordered = {"order_id": "o1", "products": [{"sku": "tea"}]}
    record(secret, step("m6", 6, "Order Completed", userId="ana", properties=ordered))
    assert cart(secret, "customers/ana") == {}


def test_a_second_customer_on_the_device_sees_nothing_of_the_firsts_cart(
    secret: TestClient, publishable: TestClient
) -> None:
    record(secret, identified(1, "ana"), identified(30, "bea"))
    record(publishable, step("m1", 5, "Product Added", "tea", anonymousId=DEVICE))
    record(publishable, step("m2", 40, "Product Added", "mug", anonymousId=DEVICE))
    assert cart(secret, "customers/ana") == {"tea": 1}
    assert cart(secret, "customers/bea") == {"mug": 1}
    assert cart(publishable, f"visitors/{DEVICE}") == {"mug": 1}


def test_a_page_reads_its_own_customers_cart_and_no_others(
    secret: TestClient, publishable: TestClient, services: LaptopServices
) -> None:
    record(secret, step("m1", 1, "Product Added", "tea", userId="ana"))
    now_s = services.clock() // 1000
    ana, eve = (
        {HEADER: sign(who, secret=services.secrets.get(CURRENT), now_s=now_s)}
        for who in ("ana", "eve")
    )
    assert cart(publishable, "customers/ana", **ana) == {"tea": 1}
    for headers in (None, eve):
        assert publishable.get("/v1/customers/ana/cart", headers=headers).status_code == 403
    forged = {HEADER: "a.b.c"}
    assert publishable.get("/v1/customers/ana/cart", headers=forged).status_code == 401
    for path in ("wishlist", "orders", "preferences"):
        assert publishable.get(f"/v1/customers/ana/{path}", headers=ana).status_code == 403
    assert publishable.delete("/v1/customers/ana", headers=ana).status_code == 403


@pytest.mark.parametrize("guessed", ["1", "1001", "9f1c2e3a-0000-1000-8000-00805f9b34fb", "ana"])
def test_no_page_reads_the_cart_of_a_visitor_it_can_guess(
    secret: TestClient, publishable: TestClient, guessed: str
) -> None:
    record(publishable, step("m1", 1, "Product Added", "tea", anonymousId=guessed))
    assert publishable.get(f"/v1/visitors/{guessed}/cart").status_code == 403
    assert cart(secret, f"visitors/{guessed}") == {"tea": 1}


def test_a_secret_key_without_the_scope_reads_no_cart(client: TestClient, issue_key: Any) -> None:
    headers = {"Authorization": f"Bearer {issue_key('secret', frozenset({'recommendations'}))}"}
    for path in ("customers/ana/cart", f"visitors/{DEVICE}/cart"):
        assert client.get(f"/v1/{path}", headers=headers).status_code == 403


def test_a_cart_shows_what_the_catalogue_says_now(secret: TestClient) -> None:
    secret.put("/v1/items/tea", json={"title": "Tea", "price": 4})
    added = {"price": 3, "quantity": 2}
    record(secret, step("m1", 1, "Product Added", "tea", userId="ana", properties=added))
    record(secret, step("m2", 2, "Product Added", "gone", userId="ana"))
    body = secret.get("/v1/customers/ana/cart").json()
    gone, tea = body["items"]
    assert (tea["price"], tea["item"]["price"], tea["item"]["title"]) == (3, 4, "Tea")
    assert gone["item"] is None
    assert (tea["added_at"], body["updated_at"]) == (1_735_725_660_000, 1_735_725_720_000)


def test_taken_out_without_a_quantity_is_taken_out_whole(secret: TestClient) -> None:
    added = step("m1", 1, "Product Added", "tea", userId="ana", properties={"quantity": 3})
    record(secret, added, step("m2", 2, "Product Removed", "tea", userId="ana"))
    assert cart(secret, "customers/ana") == {}


def test_what_lay_ninety_days_is_no_cart_any_more(secret: TestClient, clock: Clock) -> None:
    record(secret, step("m1", 1, "Product Added", "tea", userId="ana"))
    clock.advance(days=91)
    assert cart(secret, "customers/ana") == {}


def test_what_was_put_aside_over_devices(secret: TestClient, publishable: TestClient) -> None:
    aside = "Product Added to Wishlist"
    later = {"wishlist_name": "saved for later"}
    record(publishable, step("m1", 1, aside, "tea", anonymousId=DEVICE))
    record(secret, identified(2, "ana"))
    record(secret, step("m3", 3, aside, "mug", userId="ana", properties=later))
    record(secret, step("m4", 4, aside, "cup", userId="ana"))
    record(secret, step("m5", 5, "Wishlist Product Added to Cart", "cup", userId="ana"))
    wished = read_customer(secret, "ana/wishlist")["items"]
    assert [(each["item_id"], each["list"]) for each in wished] == [
        ("mug", "saved for later"),
        ("tea", "wishlist"),
    ]
    assert cart(secret, "customers/ana") == {"cup": 1}


def order(
    message_id: str, minute: int, name: str, *lines: tuple[str, int, float], **more: Any
) -> Any:
    products = [{"sku": sku, "quantity": n, "price": price} for sku, n, price in lines]
    payload = {"order_id": "o1", "currency": "EUR", **({"products": products} if products else {})}
    return step(
        message_id, minute, name, properties={**payload, **more.pop("properties", {})}, **more
    )


def test_an_order_that_browser_and_back_end_report_is_one(
    secret: TestClient, publishable: TestClient, services: LaptopServices
) -> None:
    record(secret, identified(1, "ana"))
    claimed = order("m2", 2, "Order Completed", ("gold", 9, 999), anonymousId=DEVICE)
    record(publishable, claimed)
    record(secret, order("m3", 3, "Order Completed", ("tea", 2, 3), ("mug", 1, 5), userId="ana"))
    orders = read_customer(secret, "ana")["orders"]
    assert (orders["count"], orders["revenue"]) == (1, {"EUR": 11})
    assert [line["item_id"] for line in orders["last"][0]["items"]] == ["tea", "mug"]
    services.update_profiles.recompute(ANA)
    profile, _ = services.storage.profiles.get(ANA)
    assert {p.item_id: p.count for p in profile.purchased} == {"tea": 1, "mug": 1}
    assert "gold" not in {i.item_id for i in profile.interactions}


def test_refunds_and_cancellations_apply_to_the_order(secret: TestClient) -> None:
    record(secret, order("m1", 1, "Order Completed", ("tea", 2, 3), ("mug", 1, 5), userId="ana"))
    record(secret, order("m2", 2, "Order Refunded", ("tea", 1, 3), userId="ana"))
    (one,) = read_customer(secret, "ana/orders")["orders"]
    assert (one["status"], one["total"]) == ("partly_refunded", 8)
    record(secret, order("m3", 3, "Order Cancelled", userId="ana"))
    (one,) = read_customer(secret, "ana/orders")["orders"]
    assert (one["status"], one["total"]) == ("cancelled", 0)
    assert read_customer(secret, "ana")["orders"]["count"] == 0


def test_a_forged_order_refund_or_cancellation_changes_nothing_of_the_victims(
    secret: TestClient, publishable: TestClient
) -> None:
    record(secret, order("m1", 1, "Order Completed", ("tea", 2, 3), userId="ana"))
    record(secret, step("m2", 2, "Product Added", "mug", userId="ana"))
    before = read_customer(secret, "ana")
    forged = {"anonymousId": DEVICE, "userId": "ana"}
    for n, name in enumerate(("Completed", "Updated", "Refunded", "Cancelled")):
        record(publishable, order(f"f{n}", 10, f"Order {name}", ("gold", 1, 1), **forged))
    assert read_customer(secret, "ana") == before
    assert cart(secret, "customers/ana") == {"mug": 1}


def test_lines_of_one_order_sent_one_event_each_are_one_order(secret: TestClient) -> None:
    def line(message_id: str, item: str, price: float) -> dict[str, Any]:
        sums = {"order_id": "o1", "price": price, "currency": "EUR", "total": 13}
        return step(message_id, 5, "Order Completed", item, userId="ana", properties=sums)

    record(secret, step("m1", 1, "Product Added", "tea", userId="ana"))
    lines = [line("m5", "tea", 4), line("m6", "mug", 9)]
    record(secret, lines[0])
    record(secret, *lines, line("m7", "mug", 9))  # a retry, and a line reported again
    (order,) = secret.get("/v1/customers/ana/orders").json()["orders"]
    assert {each["item_id"]: each["quantity"] for each in order["items"]} == {"tea": 1, "mug": 1}
    assert order["total"] == 13
    assert cart(secret, "customers/ana") == {}
    back = {"order_id": "o1", "products": [{"sku": "mug", "price": 9}]}
    record(secret, step("m8", 8, "Order Refunded", userId="ana", properties=back))
    (order,) = secret.get("/v1/customers/ana/orders").json()["orders"]
    assert (order["status"], order["total"]) == ("partly_refunded", 4)


def test_revenue_of_all_currencies_in_the_stores_own(secret: TestClient) -> None:
    store = StoreCurrency("EUR", {"USD": Decimal("0.5")})
    rewire(secret, store_currency=store)
    for n, currency in enumerate(("EUR", "USD", "JPY")):
        order = {"order_id": f"o{n}", "total": 10, "currency": currency}
        body = {"event": "Order Completed", "userId": "zoe", "properties": order}
        secret.post("/v1/track", json=body).raise_for_status()
    page = secret.get("/v1/customers/zoe").json()
    assert page["orders"]["revenue"] == {"EUR": 10, "JPY": 10, "USD": 10}
    assert page["store_revenue"] == {"currency": "EUR", "amount": 15, "left_out": ["JPY"]}
