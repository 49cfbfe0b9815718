"""What a shop and its customers ask of the API, as API Gateway hands it over."""

from hashlib import sha256
from typing import Any

from bench.gateway_events import gateway_event
from functions.domain.access_key import issue

_, KEY = issue("secret", frozenset(), random=bytes(38), now=0)
VISITOR = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"


def request(method: str, path: str, body: Any = None, query: str = "") -> dict[str, Any]:
    """A request with the shop's key as API Gateway hands it over."""
    return gateway_event(method, path, body, query, key=KEY)


def track(message_id: str, name: str, **more: Any) -> dict[str, Any]:
    body = {"messageId": message_id, "event": name, "userId": "bea", **more}
    return request("POST", "/v1/track", body)


def requests() -> list[dict[str, Any]]:
    """A shop puts its catalogue; a customer comes, is known by several names, buys and asks."""
    cart = {"product_id": "milk", "quantity": 2, "price": 1.2}
    skewed = {"timestamp": "2024-12-01T00:00:00Z", "sentAt": "2024-12-01T00:00:00Z"}
    identify = {"userId": "bea", "anonymousId": VISITOR, "traits": {"firstName": "Bea"}}
    return [
        request(
            "PUT",
            "/v1/items",
            {"items": [{"item_id": "milk"}, {"item_id": "tea", "aliases": ["te"]}]},
        ),
        request("PUT", "/v1/items/milk/stock", {"quantity": 3}),
        request("GET", "/v1/items/milk"),
        request("GET", "/v1/items/milk/stock"),
        request("DELETE", "/v1/items/tea"),
        request("PUT", "/v1/rules/sale", {"action": "boost", "factor": 2, "item_ids": ["milk"]}),
        request("GET", "/v1/rules"),
        request("GET", "/v1/rules/sale"),
        request("DELETE", "/v1/rules/sale"),
        request("POST", "/v1/keys", {"kind": "publishable"}),
        request("GET", "/v1/keys"),
        request("GET", "/v1/models"),
        request("GET", "/v1/models/current"),
        request("POST", "/v1/models/unpin"),
        request("POST", "/v1/visitor-token-keys/rotate"),
        track("m1", "Product Viewed", anonymousId=VISITOR, properties=cart),
        track("m2", "Product Added", properties=cart, context={"channel": "web"}),
        track("m3", "Product Viewed", properties=cart, **skewed),
        track("m4", "Order Completed", properties={"order_id": "o1", "products": [cart]}),
        track(
            "m5",
            "Product Viewed",
            properties=cart,
            context={"externalIds": [{"type": "card", "id": "7"}]},
        ),
        settings_request(),
        request("PUT", "/v1/customers/cid/preferences", {"consent": {"email": True, "push": True}}),
        request("PUT", "/v1/customers/cid/push-tokens", {"token": "t1", "platform": "fcm"}),
        request("PUT", "/v1/customers/cid/contact", {"email": "cid@example.com"}),
        track("m7", "Cart Viewed", userId="cid", properties={"products": large_order()}),
        track("m6", "Order Completed", properties={"order_id": "o2", "products": large_order()}),
        request("POST", "/v1/identify", identify),
        request("POST", "/v1/alias", {"userId": "bea", "previousId": "beatrice"}),
        request("PUT", "/v1/customers/bea/preferences", {"personalization": "on"}),
        request("GET", "/v1/customers/bea/preferences"),
        request("GET", "/v1/customers/bea"),
        request("GET", "/v1/customers/bea/events"),
        request("GET", "/v1/customers/bea/cart"),
        request("GET", "/v1/customers/bea/orders"),
        request("GET", "/v1/recommendations", query="placement=home&user_id=bea&n=5"),
    ]


def settings_request() -> dict[str, Any]:
    """Abandoned carts at once, at any hour."""
    on = {"on": True}
    kinds = {"abandoned_cart": {**on, "delays_s": [0]}, "restock": on, "price_drop": on}
    kinds["replenishment"] = {**on, "delays_s": [0]}
    implicit = {"restock_implicit": ["wishlist", "viewed_sold_out"]}
    changes = {"sandbox": False, "quiet_from": 0, "quiet_until": 0, "kinds": kinds, **implicit}
    return request("PUT", "/v1/settings/nudges", changes)


def large_order() -> list[dict[str, Any]]:
    """More lines than a row of the log has room for, of ids that do not compress."""
    ids = (sha256(str(n).encode()).hexdigest() for n in range(120))
    return [{"product_id": item_id, "quantity": 1} for item_id in ids]
