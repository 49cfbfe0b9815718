"""Amounts as senders write them: numbers, or numbers between quotes."""

import math
from typing import Any

from functions.domain.event import Event

_MOST = 1e12


def amount_of(value: Any) -> float | None:
    """The amount, None when it is none that could be: negative, endless, or no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = float(value)
    except (ValueError, OverflowError):
        return None
    return amount if math.isfinite(amount) and 0 <= amount <= _MOST else None


def currency_of(event: Event) -> str | None:
    """ISO 4217 as a sender writes it, in capitals."""
    value = event.properties.get("currency")
    return value.strip().upper()[:8] or None if isinstance(value, str) else None
