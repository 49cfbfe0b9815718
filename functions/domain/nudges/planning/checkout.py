"""What an event says about a purchase on its way: the step, the device, and signs of trouble."""

from collections.abc import Mapping
from typing import Any, Literal

from functions.domain.checkout import STEPS
from functions.domain.event import Event
from functions.domain.money import amount_of

Sign = Literal["payment_failed", "coupon_refused", "out_of_stock", "shipping_shown"]
Device = Literal["mobile", "tablet", "desktop", "unknown"]
_MAX_STEP = 32
# "Coupon Denied" and the steps are Segment's names; the others are what shops call it in practice.
_SIGNS: Mapping[str, Sign] = {
    "payment failed": "payment_failed",
    "payment declined": "payment_failed",
    "payment error": "payment_failed",
    "order failed": "payment_failed",
    "coupon denied": "coupon_refused",
    "coupon rejected": "coupon_refused",
    "product out of stock": "out_of_stock",
    "out of stock viewed": "out_of_stock",
    "shipping cost viewed": "shipping_shown",
    "shipping options viewed": "shipping_shown",
}
_GONE = frozenset({"outofstock", "soldout", "unavailable"})


def sign_of(event: Event) -> Sign | None:
    """The trouble that an event reports, or the price of shipping that it shows."""
    properties = event.properties
    if sign := _SIGNS.get(event.name.lower().replace("_", " ")):
        return sign
    if properties.get("status") == "failed":
        return "payment_failed"
    availability = properties.get("availability")
    text = availability.rpartition("/")[2] if isinstance(availability, str) else ""
    if properties.get("in_stock") is False or _letters(text) in _GONE:
        return "out_of_stock"
    shown = "shipping_method" in properties or amount_of(properties.get("shipping"))
    return "shipping_shown" if event.name in STEPS and shown else None


def step_of(event: Event) -> str | None:
    """The step of the checkout, by the name or number that the shop gives it."""
    if event.name not in STEPS:
        return None
    value = event.properties.get("step_name") or event.properties.get("step")
    text = str(value).strip().lower()[:_MAX_STEP] if isinstance(value, str | int) else ""
    return text or ("payment" if event.name == "Payment Info Entered" else "checkout")


def device_of(context: Mapping[str, Any]) -> Device:
    """The kind of device, by `context.device.type` or the user agent."""
    device = context.get("device")
    kind = device.get("type") if isinstance(device, Mapping) else None
    agent = context.get("userAgent")
    text = f"{kind if isinstance(kind, str) else ''} {agent if isinstance(agent, str) else ''}"
    words = text.lower()
    if not words.strip():
        return "unknown"
    if "ipad" in words or "tablet" in words or ("android" in words and "mobile" not in words):
        return "mobile" if kind == "android" else "tablet"
    phone = ("mobile", "iphone", "android", "ios")
    return "mobile" if any(each in words for each in phone) else "desktop"


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalpha())
