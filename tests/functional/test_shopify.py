"""Shopify's webhooks, in the form that its documentation shows; the samples are made here."""

import hmac
import json
from base64 import b64encode
from typing import Any

import pytest

from tests.app_client import TestClient
from tests.conftest import Clock

SECRET = "shpss_0123456789abcdef"
LINE = {
    "id": 1,
    "variant_id": 808,
    "product_id": 632,
    "sku": "CUP-RED",
    "quantity": 2,
    "price": "10.00",
    "discount_allocations": [{"amount": "1.50"}],
}
ORDER = {
    "id": 450,
    "name": "#1001",
    "email": "Ana@Example.com",
    "created_at": "2024-12-01T11:00:00+01:00",
    "updated_at": "2024-12-01T11:00:00+01:00",
    "currency": "EUR",
    "total_price": "21.00",
    "total_tax": "3.20",
    "total_discounts": "1.50",
    "total_shipping_price_set": {"shop_money": {"amount": "2.50", "currency_code": "EUR"}},
    "discount_codes": [{"code": "TEA", "amount": "1.50", "type": "fixed_amount"}],
    "payment_gateway_names": ["shopify_payments"],
    "source_name": "pos",
    "location_id": 48,
    "customer": {"id": 207, "email": "ana@example.com"},
    "line_items": [LINE],
    "test": False,
}
PRODUCT = {
    "id": 632,
    "title": "<b>Cup</b>",
    "vendor": "Hilo",
    "product_type": "Cups",
    "handle": "cup",
    "status": "active",
    "images": [{"id": 5, "src": "https://cdn.example/cup.jpg"}],
    "variants": [
        {
            "id": 808,
            "sku": "CUP-RED",
            "title": "Red",
            "price": "10.00",
            "compare_at_price": "12.00",
            "barcode": "4006381333931",
            "inventory_item_id": 39,
            "inventory_management": "shopify",
            "inventory_policy": "deny",
            "inventory_quantity": -2,
        },
        {"id": 809, "sku": "", "title": "Blue", "price": "11.00", "inventory_item_id": 40},
    ],
}


@pytest.fixture
def signed(secret: TestClient) -> TestClient:
    put = secret.put("/v1/integrations/shopify", json={"secret": SECRET})
    assert put.status_code == 204, put.text
    return secret


def send(client: TestClient, topic: str, payload: Any, key: str = SECRET) -> Any:
    body = json.dumps(payload).encode()
    signature = b64encode(hmac.digest(key.encode(), body, "sha256")).decode()
    headers = {"X-Shopify-Topic": topic, "X-Shopify-Hmac-Sha256": signature, "Authorization": ""}
    return client.post("/v1/webhooks/shopify", content=body, headers=headers)


def taken(client: TestClient, topic: str, payload: Any) -> dict[str, Any]:
    answer = send(client, topic, payload)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def orders(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/v1/customers/207/orders").json()["orders"]
    return found


def test_only_what_is_signed_is_taken(secret: TestClient) -> None:
    assert send(secret, "orders/create", ORDER).status_code == 401
    secret.put("/v1/integrations/shopify", json={"secret": SECRET}).raise_for_status()
    assert send(secret, "orders/create", ORDER, key="another secret").status_code == 401
    body = json.dumps(ORDER).encode()
    assert secret.post("/v1/webhooks/shopify", content=body).status_code == 401
    assert send(secret, "orders/create", ORDER).status_code == 200


def test_a_publishable_key_sets_no_secret(publishable: TestClient) -> None:
    answer = publishable.put("/v1/integrations/shopify", json={"secret": SECRET})
    assert answer.status_code == 403


def test_an_order_is_kept_with_its_money_and_once(signed: TestClient) -> None:
    for topic in ("orders/create", "orders/create", "orders/paid", "orders/updated"):
        assert taken(signed, topic, ORDER)["rejected"] == []
    (order,) = orders(signed)
    assert (order["order_id"], order["total"], order["currency"]) == ("#1001", 21, "EUR")
    assert (order["channel"], order["location"]) == ("store", "48")
    money = order["money"]
    assert (money["tax"], money["shipping"], money["discount"]) == (320, 250, 150)
    assert money["discounts"] == [{"offer": None, "code": "TEA", "amount": 150}]
    assert [(i["item_id"], i["quantity"], i["discount"]) for i in order["items"]] == [
        ("CUP-RED", 2, 150)
    ]


def test_refunds_come_with_the_order_and_count_once(signed: TestClient) -> None:
    taken(signed, "orders/create", ORDER)
    refund = {
        "id": 9,
        "created_at": "2024-12-02T11:00:00Z",
        "refund_line_items": [{"quantity": 1, "line_item": LINE}],
        "transactions": [
            {"kind": "refund", "status": "success", "amount": "8.50"},
            {"kind": "refund", "status": "failure", "amount": "8.50"},
        ],
    }
    changed = {**ORDER, "updated_at": "2024-12-02T11:00:00Z", "refunds": [refund]}
    for _ in range(2):
        taken(signed, "orders/updated", changed)
    (order,) = orders(signed)
    assert (order["total"], order["items"][0]["quantity"]) == (12.5, 1)
    assert [each["amount"] for each in order["money"]["refunds"]] == [850]
    taken(signed, "orders/cancelled", {**changed, "cancelled_at": "2024-12-03T11:00:00Z"})
    assert orders(signed)[0]["status"] == "cancelled"


def test_checkouts_and_carts_are_the_cart(signed: TestClient) -> None:
    cart = {"token": "c-1", "updated_at": "2024-12-01T10:00:00Z", "line_items": [LINE]}
    assert taken(signed, "carts/update", cart)["accepted"] == 1
    (line,) = signed.get("/v1/visitors/c-1/cart").json()["items"]
    assert (line["item_id"], line["quantity"]) == ("CUP-RED", 2)
    checkout = {
        "id": 7,
        "token": "k-1",
        "cart_token": "c-1",
        "customer": {"id": 207},
        "updated_at": "2024-12-01T11:00:00Z",
        "currency": "EUR",
        "line_items": [LINE],
    }
    assert taken(signed, "checkouts/create", checkout)["accepted"] == 2
    assert len(signed.get("/v1/customers/207/cart").json()["items"]) == 1


def test_a_checkout_that_came_from_no_cart_leaves_the_cart(signed: TestClient) -> None:
    person = {"customer": {"id": 207}, "currency": "EUR"}
    other = {**LINE, "sku": "POT", "variant_id": 99}
    cart = {"token": "c-1", "updated_at": "2024-12-01T10:00:00Z", "line_items": [other], **person}
    assert taken(signed, "carts/update", cart)["accepted"] == 1
    for topic, number in (("checkouts/create", 7), ("checkouts/update", 8)):
        bought_now = {
            "id": number,
            "token": "k-2",
            "cart_token": None,
            "updated_at": f"2024-12-01T11:00:0{number}Z",
            "line_items": [LINE],
            **person,
        }
        assert taken(signed, topic, bought_now)["accepted"] == 1
    (line,) = signed.get("/v1/customers/207/cart").json()["items"]
    assert line["item_id"] == "POT"


def test_a_product_is_an_item_a_variant(signed: TestClient, clock: Clock) -> None:
    assert taken(signed, "products/create", PRODUCT)["accepted"] == 2
    red = signed.get("/v1/items/CUP-RED").json()
    assert (red["title"], red["group_id"], red["category"]) == ("Cup – Red", "632", "Cups")
    assert (red["price"], red["attributes"]["regular_price"]) == (10, 12)
    assert "808" in red["aliases"]
    (level,) = signed.get("/v1/items/CUP-RED/stock").json()["stock"]
    assert level["quantity"] == 0
    assert signed.get("/v1/items/809").json()["title"] == "Cup – Blue"
    clock.advance(seconds=61)
    taken(signed, "products/update", {**PRODUCT, "variants": PRODUCT["variants"][:1]})  # type: ignore[index]
    assert signed.get("/v1/items/809").status_code == 404
    clock.advance(seconds=61)
    taken(signed, "products/delete", {"id": 632})
    assert signed.get("/v1/items/CUP-RED").status_code == 404


def test_a_stock_level_finds_its_variant(signed: TestClient) -> None:
    level: dict[str, Any] = {"inventory_item_id": 39, "location_id": 48, "available": 6}
    level["updated_at"] = "2024-12-01T11:00:00Z"
    assert taken(signed, "inventory_levels/update", level)["accepted"] == 0
    taken(signed, "products/create", PRODUCT)
    assert taken(signed, "inventory_levels/update", level)["accepted"] == 1
    stock = signed.get("/v1/items/CUP-RED/stock").json()["stock"]
    assert [each["quantity"] for each in stock if each["location"] == "48"] == [6]


def test_privacy_topics(signed: TestClient) -> None:
    taken(signed, "orders/create", ORDER)
    assert taken(signed, "customers/data_request", {"customer": {"id": 207}})["accepted"] == 0
    assert taken(signed, "shop/redact", {"shop_domain": "x"})["accepted"] == 0
    assert taken(signed, "customers/redact", {"customer": {"id": 207}})["accepted"] == 1
    assert orders(signed) == []


@pytest.mark.parametrize(
    "payload", [{}, {"line_items": "x"}, {"variants": [1]}, {"customer": []}, {"refunds": [{}]}]
)
@pytest.mark.parametrize(
    "topic",
    ["orders/create", "orders/updated", "checkouts/update", "carts/create", "products/update",
     "products/delete", "inventory_levels/update", "customers/redact", "themes/publish", ""],
)  # fmt: skip
def test_no_payload_breaks_it(signed: TestClient, topic: str, payload: Any) -> None:
    assert send(signed, topic, payload).status_code == 200


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("orders/delete", {"id": 450}),
        ("orders/edited", {"order_edit": {"order_id": 450, "line_items": {"additions": []}}}),
    ],
)
def test_a_topic_without_its_order_changes_nothing_and_says_why(
    signed: TestClient, topic: str, payload: Any
) -> None:
    taken(signed, "orders/create", ORDER)
    before = orders(signed)
    answer = taken(signed, topic, payload)
    assert (answer["accepted"], answer["rejected"]) == (0, [])
    assert answer["note"]
    assert orders(signed) == before


def test_an_edited_order_comes_with_its_update(signed: TestClient) -> None:
    taken(signed, "orders/create", ORDER)
    edited = {**ORDER, "updated_at": "2024-12-01T12:00:00+01:00", "total_price": "11.00",
              "line_items": [{**LINE, "quantity": 1}]}  # fmt: skip
    taken(signed, "orders/updated", edited)
    for topic in ("orders/fulfilled", "orders/partially_fulfilled"):
        assert taken(signed, topic, edited)["rejected"] == []
    (order,) = orders(signed)
    assert (order["total"], [i["quantity"] for i in order["items"]]) == (11, [1])


def test_a_product_s_change_that_comes_late_changes_nothing(
    signed: TestClient, clock: Clock
) -> None:
    def sent(title: str, day: int) -> dict[str, Any]:
        product = {**PRODUCT, "title": title, "updated_at": f"2024-12-0{day}T11:00:00+01:00"}
        return taken(signed, "products/update", product)

    assert sent("New", 3)["accepted"] == 2
    assert "came late" in sent("Old", 2)["note"]
    assert sent("New", 3)["accepted"] == 2
    assert signed.get("/v1/items/CUP-RED").json()["title"] == "New – Red"
    clock.advance(seconds=61)
    taken(signed, "products/delete", {"id": 632})
    assert "came late" in sent("Gone", 4)["note"]
    assert signed.get("/v1/items/CUP-RED").status_code == 404
