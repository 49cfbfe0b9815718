"""What a template's Liquid can name, made of a nudge's content; everything is text by then."""

from decimal import Decimal
from typing import Any

from babel import Locale

from functions.domain.nudges.messages.content import ContentItem, NudgeContent, Price
from functions.rendering.formats import day, locale_of, money

_UNNAMED = {"en": "Item", "es": "Artículo"}


def variables_of(content: NudgeContent) -> dict[str, Any]:
    """Return the variables of a template: see `docs/templates.md`."""
    locale = locale_of(content.locale, content.language)
    brand = content.brand
    return {
        "kind": content.kind,
        "step": content.step,
        "language": content.language,
        "person": {"first_name": content.first_name},
        "items": [_item(item, content, locale) for item in content.items],
        "recommendations": [_item(item, content, locale) for item in content.recommendations],
        "gone": list(content.gone),
        "total": _total(content, locale),
        "incentive": content.incentive
        and {
            "code": content.incentive.code,
            "expires": day(content.incentive.expires_at, content.timezone, locale),
        },
        "links": {
            "cart": content.links.cart,
            "unsubscribe": content.links.unsubscribe,
            "preferences": content.links.preferences,
        },
        "brand": {
            "name": brand.name,
            "tone": brand.tone,
            "colour": brand.colour,
            "background": brand.background,
            "text_colour": brand.text_colour,
            "logo_url": brand.logo_url,
            "postal_address": brand.postal_address or "",
        },
    }


def all_variables(usual: NudgeContent) -> dict[str, Any]:
    """The variables of a made-up nudge that lacks nothing: whatever a template can name."""
    return {**variables_of(usual), "gone": [""]}


def _item(item: ContentItem, content: NudgeContent, locale: Locale) -> dict[str, Any]:
    """An item as text; one without an address leads to the cart."""
    return {
        "item_id": item.item_id,
        "title": item.title or _UNNAMED[content.language],
        "url": item.url or content.links.cart,
        "image_url": item.image_url,
        "price": money(item.price, locale),
        "old_price": money(item.old_price, locale),
        "quantity": _number(item.quantity),
        "left": item.left,
    }


def _total(content: NudgeContent, locale: Locale) -> str | None:
    """The sum of the items; None where one has no price, or their currencies differ."""
    prices = [item.price for item in content.items]
    currencies = {price.currency for price in prices if price}
    if len(currencies) != 1 or None in prices:
        return None
    amount = sum(item.price.amount * item.quantity for item in content.items if item.price)
    return money(Price(Decimal(amount), currencies.pop()), locale)


def _number(quantity: Decimal) -> int | float:
    return int(quantity) if quantity == int(quantity) else float(quantity)
