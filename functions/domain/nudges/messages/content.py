"""What a nudge says, before any template: values that were read just now, and no text of ours.

The campaign tool gets it with a leased nudge, and the templates render it.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from urllib.parse import urlsplit

from functions.domain.nudges.kinds import Channel, Kind

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "es")
Tone = Literal["informal", "formal"]

MAX_TEXT = 200
_MAX_URL_BYTES = 2_048
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Price:
    """An amount as the storefront or the catalogue has it, in its own currency (ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class ContentItem:
    """An item that can be bought now.

    `old_price` is there only where it was higher. `left` is the stock where it is counted. What
    the catalogue does not know is None.
    """

    item_id: str
    title: str | None = None
    url: str | None = None
    image_url: str | None = None
    price: Price | None = None
    old_price: Price | None = None
    quantity: Decimal = Decimal(1)
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Incentive:
    """A code for one person; `expires_at` (UTC ms) is later than the message's validity."""

    code: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class Links:
    """Signed links of one nudge, each for one thing."""

    cart: str
    unsubscribe: str
    preferences: str


@dataclass(frozen=True, slots=True)
class Brand:
    """What all messages of a shop share. `links_url` is where our links begin, without a path."""

    name: str = "Our shop"
    tone: Tone = "informal"
    language: Language = "en"
    colour: str = "#1f4d8f"
    background: str = "#f4f4f5"
    text_colour: str = "#1c1c1e"
    logo_url: str | None = None
    sender_name: str | None = None
    sender_email: str | None = None
    reply_to: str | None = None
    postal_address: str | None = None
    cart_url: str | None = None
    links_url: str | None = None


@dataclass(frozen=True, slots=True)
class NudgeContent:
    """All that a template is given.

    `locale` is the person's, `es-MX` for example. `gone` are titles of lines that cannot be bought
    any more. `step` counts from 1.
    """

    kind: Kind
    step: int
    channel: Channel
    language: Language
    locale: str
    timezone: str
    items: tuple[ContentItem, ...]
    recommendations: tuple[ContentItem, ...]
    links: Links
    brand: Brand
    first_name: str | None = None
    incentive: Incentive | None = None
    gone: tuple[str, ...] = ()


def language_of(*tags: str | None, default: Language) -> tuple[Language, str]:
    """Return the first language among BCP 47 tags that there are texts in, and its whole tag."""
    for tag in tags:
        first = (tag or "").replace("_", "-").partition("-")[0].lower()
        for language in LANGUAGES:
            if first == language:
                return language, (tag or "").replace("_", "-")
    return default, default


def web_address(text: str | None) -> str | None:
    """Return an address of the web as it was given; None for any other, `javascript:` too."""
    if not text or len(text.encode()) > _MAX_URL_BYTES or not text.isprintable() or " " in text:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in {"http", "https"} and parts.hostname else None


def plain_text(text: str | None) -> str | None:
    """Return a text on one line, without control signs, cut to `MAX_TEXT`; None if none is left.

    Signs of format go, too: they turn the text around them, and hide what it says.
    """
    kept = (" " if sign.isspace() else sign for sign in text or ""
            if sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})  # fmt: skip
    words = " ".join("".join(kept).split())
    if len(words) > MAX_TEXT:
        return f"{words[: MAX_TEXT - 1].rstrip()}…"
    return words or None


def is_colour(text: str) -> bool:
    """Whether a text is a colour as all mail programs read it: `#` and six digits."""
    return _COLOUR.fullmatch(text) is not None


def higher_price(before: Price | None, today: Price | None) -> Price | None:
    """Return the price before where it was higher than today's, in the same currency."""
    if before and today and before.currency == today.currency and before.amount > today.amount:
        return before
    return None
