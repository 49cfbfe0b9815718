"""An example of each body, by the name of its schema. A test sends each of them."""

from collections.abc import Mapping
from typing import Any

VISITOR = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
_VIEWED = {
    "event": "Product Viewed",
    "anonymousId": VISITOR,
    "properties": {"product_id": "teapot", "price": 24.9, "category": "tea"},
}
_ORDER = {
    "type": "track",
    "event": "Order Completed",
    "userId": "ana",
    "properties": {
        "order_id": "A-1001",
        "currency": "EUR",
        "products": [{"product_id": "teapot", "price": 24.9, "quantity": 1}],
    },
}
_TEAPOT = {"title": "Teapot", "category": "tea", "brand": "Hilo", "price": 24.9, "currency": "EUR"}

EXAMPLES: Mapping[str, Any] = {
    "Calls": {"batch": [{"type": "track", **_VIEWED}, _ORDER]},
    "ItemRequest": _TEAPOT,
    "Items": {"items": [{"item_id": "teapot", **_TEAPOT}, {"item_id": "cup", "price": 6.5}]},
    "StockFields": {"quantity": 12, "location": "online"},
    "StockLevels": {"stock": [{"item_id": "teapot", "quantity": 12, "location": "store-12"}]},
    "ImportRequest": {"kind": "orders", "file_name": "orders-2025.csv"},
    "ShopifySecret": {"secret": "shpss_0123456789abcdef0123"},
    "RuleFields": {"action": "pin", "item_ids": ["cup"], "placements": ["home"]},
    "KeyRequest": {"kind": "publishable", "origins": ["https://shop.example"]},
    "PreferencesRequest": {"personalization": "on", "consent": {"email": True}},
    "ContactRequest": {"email": "ana@example.com", "phone": "+34600000000"},
    "PushTokenRequest": {"token": "fcm-token-of-the-app", "platform": "fcm"},
    "SuppressRequest": {"channel": "email", "addresses": ["ana@example.com"], "reason": "stop"},
    "AddressesRequest": {"channel": "email", "addresses": ["ana@example.com"]},
    "RestockRequest": {"user_id": "ana", "channels": ["email"]},
    "ConfirmationLeaseRequest": {"limit": 20},
    "ConfirmationOutcomeRequest": {"outcome": "sent"},
    "GuestRequest": {"email": "ana@example.com"},
    "TestSendRequest": {"user_id": "ana", "kind": "abandoned_cart", "channel": "email"},
    "LeaseRequest": {"channel": "email", "limit": 20},
    "OutcomeRequest": {"outcome": "clicked"},
    "NudgeSettingsRequest": {"sandbox": True, "kinds": {"abandoned_cart": {"on": True}}},
    "EndpointRequest": {"url": "https://crm.example/hook", "types": ["nudge.cancelled"]},
    "ReplayRequest": {"since": 1_700_000_000_000, "only_failed": True},
    "BrandFields": {"name": "Hilo & Co", "postal_address": "Calle Mayor 1, Madrid"},
    "IncentiveCodesRequest": {"codes": ["TEA-1", "TEA-2"], "expires_at": 4_000_000_000_000},
    "RecommendationBatch": {"placement": "email", "people": [{"user_id": "ana"}], "n": 5},
    "RenderLinksRequest": {"user_ids": ["ana"], "places": 2},
    "PageRequest": {
        "user_id": "ana",
        "placements": [{"placement": "home"}, {"placement": "product", "item_id": "teapot"}],
    },
}
BY_PATH: Mapping[str, Any] = {
    "/v1/track": _VIEWED,
    "/v1/identify": {"anonymousId": VISITOR, "userId": "ana", "traits": {"name": "Ana"}},
    "/v1/alias": {"userId": "ana", "previousId": "ana-before"},
    "/v1/page": {"anonymousId": VISITOR, "name": "Tea", "properties": {"path": "/tea"}},
    "/v1/screen": {"anonymousId": VISITOR, "name": "Tea"},
    "/v1/group": {"userId": "ana", "groupId": "tea-club"},
    "/v1/import": {"batch": [{**_ORDER, "timestamp": "2026-01-31T10:00:00Z"}]},
}
"""Where one schema stands for several bodies."""


def with_examples(page: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI page with the example of each body next to its schema."""
    for path, ways in page["paths"].items():
        for operation in ways.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                name = content["schema"].get("$ref", "").rpartition("/")[2]
                example = BY_PATH.get(path, EXAMPLES.get(name))
                if example is not None:
                    content["example"] = example
    return page
