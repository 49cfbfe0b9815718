"""Events in one line, for tests that care about two or three of their fields."""

from typing import Any

from functions.domain.event import Event, EventItem
from functions.domain.person import customer
from functions.domain.signals import kind_of

NOON = 1_735_732_800_000  # 2025-01-01T12:00:00Z
MINUTE = 60_000
DAY = 86_400_000


def event(message_id: str, name: str, *item_ids: str, **more: Any) -> Event:
    """A verified event of the customer `ana`, at noon of 2025-01-01 if nothing else is given."""
    at = more.pop("at", NOON)
    fields: dict[str, Any] = {
        "person": customer("ana"),
        "type": "track",
        "channel": "web",
        "claimed_at": at,
        "received_at": at,
        "vouched_by": "shop" if more.pop("verified", True) else "browser",
        **more,
    }
    return Event(
        message_id=message_id,
        name=name,
        kind=kind_of(name),
        at=at,
        items=tuple(EventItem(item_id) for item_id in item_ids),
        **fields,
    )
