"""What a provider reports about one message or one address, whichever provider it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.nudges.insights.answers import Outcome
from functions.domain.nudges.recipients.addresses import Channel
from functions.domain.nudges.recipients.suppression import SuppressionReason


@dataclass(frozen=True, slots=True)
class Report:
    """`at` is UTC ms. `outcome` is what became of the message with this `reference`, if anything.

    `addresses` are to be suppressed for the reason `suppresses`, as the provider writes them.
    `endpoint` is the provider's name of a device whose push token is dead. `machine` marks what
    the provider knows to be no person's doing; `user_agent` may show it, too.
    """

    channel: Channel
    at: int
    outcome: Outcome | None = None
    reference: str = ""
    machine: bool = False
    user_agent: str = ""
    suppresses: SuppressionReason | None = None
    addresses: tuple[str, ...] = ()
    endpoint: str = ""


def millis(value: Any, *, now: int) -> int:
    """Return a time as UTC ms: of ISO 8601, of seconds or of ms; `now` where it is none, or later.

    >>> millis("2026-01-01T00:00:00.000Z", now=2_000_000_000_000)
    1767225600000
    """
    text = str(value)
    try:
        if text.isascii() and text.isdigit():
            found = int(text[:13]) * (1 if len(text) >= 13 else 1_000)
        else:
            found = round(datetime.fromisoformat(text).timestamp() * 1_000)
    except (ValueError, OverflowError, OSError):
        return now
    return found if 0 < found <= now else now


def part(value: Any, name: str) -> Mapping[str, Any]:
    """Return an object inside of another; an empty one where there is none."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def parts(value: Any, name: str) -> list[Mapping[str, Any]]:
    """Return the objects of a list inside of an object; whatever else stands there is left out."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""
