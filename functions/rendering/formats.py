"""Money and times as people in a place write them."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency

from functions.domain.nudges.messages.content import Price


def locale_of(tag: str, language: str) -> Locale:
    """The locale of a BCP 47 tag, if there are data for it in the language of the text."""
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale(language)
    return locale if locale.language == language else Locale(language)


def money(price: Price | None, locale: Locale) -> str | None:
    """The amount with its own currency, for example `24,90 €`; never converted."""
    if price is None:
        return None
    return format_currency(price.amount, price.currency, locale=locale)


def day(at: int, timezone: str, locale: Locale) -> str:
    """The date of a time (UTC ms) where the person is, for example `3 de mayo de 2026`."""
    return format_date(datetime.fromtimestamp(at / 1000, zone(timezone)), "long", locale=locale)


def zone(name: str) -> ZoneInfo:
    """The time zone of that name, UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
