"""Consent that a person's browser reports: Segment's `context.consent.categoryPreferences`.

https://segment.com/docs/privacy/consent-management/ — a map of category to true or false. A shop
names its categories as it likes; `personalization` and `analytics` are those that concern Hilo.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from functions.domain.event import Event

CATEGORIES = ("personalization", "analytics")


def allowed(context: Mapping[str, Any]) -> bool | None:
    """Whether the person may be profiled; None when the context does not mention it."""
    consent = context.get("consent")
    categories = consent.get("categoryPreferences") if isinstance(consent, Mapping) else None
    if not isinstance(categories, Mapping):
        return None
    ours = [value for name, value in categories.items() if str(name).strip().lower() in CATEGORIES]
    return all(value is True for value in ours) if ours else None


def objects(events: Iterable[Event]) -> bool | None:
    """Whether the newest word in these events is a no; None when there is none."""
    stated = ((event.order, allowed(event.context)) for event in events)
    answers = [each for each in stated if each[1] is not None]
    return not max(answers)[1] if answers else None
