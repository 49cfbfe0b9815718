"""What a shop asks of nudges, their messages, endpoints and providers."""

from typing import Any

from functions.domain.delivery.delivery import DeliveryId
from tests.build.story.requests import large_order, request, track

BY_CHANNEL = {"email": "gus", "sms": "hal", "push": "ivy", "whatsapp": "joy"}


def nudge_requests() -> list[dict[str, Any]]:
    """What an operator and a page ask of nudges."""
    return [
        request("GET", "/v1/settings/nudges/history"),
        request("POST", "/v1/nudges/pause"),
        request("POST", "/v1/nudges/resume"),
        request("GET", "/v1/nudges/held"),
        request("POST", "/v1/nudges/held/release"),
        request("GET", "/v1/customers/cid/nudges"),
        request("GET", "/v1/customers/cid/nudges/explain"),
    ]


def template_requests() -> list[dict[str, Any]]:
    """What a person who writes messages asks, the last for Cid and the cart they left."""
    own = "/v1/templates/restock.push.en"
    parts = {"title": "{{ items[0].title }}", "body": "It is back."}
    return [
        request("GET", "/v1/templates"),
        request("PUT", own, {"parts": parts}),
        request("GET", own),
        request("DELETE", own),
        request("POST", "/v1/templates/abandoned_cart.email.en/preview", {"user_id": "cid"}),
    ]


def endpoint_requests(types: list[str]) -> list[dict[str, Any]]:
    """A shop makes a webhook and turns the bus on, the route of its e-mail."""
    return [
        request("PUT", "/v1/endpoints/hook", {"url": "https://hook.invalid/", "types": types}),
        request("POST", "/v1/endpoints/hook/secret"),
        request("PUT", "/v1/endpoints/bus", {"types": types}),
        request("POST", "/v1/endpoints/bus/test"),
        request("PUT", "/v1/settings/nudges", {"routes": {"email": "bus"}}),
    ]


def native_requests() -> list[dict[str, Any]]:
    """Every channel gets its provider, and a customer who agrees to that channel alone."""
    providers = {
        "email": {"from_address": "shop@example.com", "configuration_set": "hilo"},
        "sms": {"origination_identity": "pool-1"},
        "push": {"applications": {"fcm": "arn:aws:sns:us-east-1:123456789012:app/GCM/shop"}},
        "whatsapp": {"phone_number_id": "phone-number-id-1"},
    }
    routes = dict.fromkeys(BY_CHANNEL, "native")
    contacts = {
        name: {"email": f"{name}@example.com", "phone": f"+3460000000{n}"}
        for n, name in enumerate(BY_CHANNEL.values())
    }
    token = {"token": "native", "platform": "fcm"}
    found = [
        request("PUT", "/v1/brand", {"postal_address": "1 Example Street, 10115 Example"}),
        request("PUT", "/v1/settings/nudges", {"providers": providers, "routes": routes}),
    ]
    for channel, user_id in BY_CHANNEL.items():
        path = f"/v1/customers/{user_id}"
        found += [
            request("PUT", f"{path}/contact", contacts[user_id]),
            request("PUT", f"{path}/preferences", {"consent": {channel: True}}),
            track(f"{user_id}-1", "Cart Viewed", userId=user_id,
                  properties={"products": large_order()}),
        ]  # fmt: skip
    return [*found, request("PUT", "/v1/customers/ivy/push-tokens", token)]


def fays_cart() -> list[dict[str, Any]]:
    """Fay, who may be reminded of milk in a month, agrees to e-mail and leaves a cart."""
    milk = {"order_id": "fay-0", "products": [{"product_id": "milk", "quantity": 1}]}
    return [
        track("fay-0", "Order Completed", userId="fay", properties=milk),
        request("PUT", "/v1/customers/fay/preferences", {"consent": {"email": True}}),
        request("PUT", "/v1/customers/fay/contact", {"email": "fay@example.com"}),
        track("fay-1", "Cart Viewed", userId="fay", properties={"products": large_order()}),
    ]


def after_delivery(notice: DeliveryId) -> list[dict[str, Any]]:
    """The shop looks what became of it, wants it once more, and has enough of it."""
    again = {"delivery_id": notice.text}
    return [
        request("GET", "/v1/endpoints/hook/deliveries"),
        request("POST", "/v1/endpoints/hook/replay", again),
        request("DELETE", "/v1/endpoints/hook"),
    ]
