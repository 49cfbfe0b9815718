"""What the lake keeps of an event: enough to learn from, nothing that reaches a person.

Traits, free properties and context stay behind: they may hold an e-mail, a phone or an address.
"""

from dataclasses import asdict
from typing import Any

from functions.domain.event import Event
from functions.domain.signals import learned_kind

_KEPT = ("message_id", "type", "name", "channel", "at", "received_at", "verified", "learn",
         "order_id", "category", "location")  # fmt: skip


def lake_line(event: Event) -> dict[str, Any]:
    return {
        **{name: getattr(event, name) for name in _KEPT},
        "person": event.person.key,
        "kind": learned_kind(event.kind, verified=event.verified),
        "items": [asdict(item) for item in event.items],
    }
