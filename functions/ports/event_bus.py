"""A bus that hands events to what else the shop runs."""

from typing import Protocol


class EventBus(Protocol):
    def put(self, event_type: str, event: str) -> str | None:
        """Put one event, a JSON object in CloudEvents form; the reason if it was not taken.

        It never raises: what was not taken may be put again.
        """
