"""Keep who has which item in mind, as events say so."""

from collections.abc import Mapping
from concurrent.futures import Executor

from functions.domain.event import Event
from functions.domain.nudges.item_news.interests import Change, Interest, changes
from functions.domain.nudges.settings import NudgeSettings
from functions.services.nudges.restock.implicit import ImplicitRestock
from functions.storage.interests import InterestRows


class Interests:
    """Rows are written only while a kind that reads them is on: they cost a write each."""

    def __init__(
        self,
        rows: InterestRows,
        implicit: ImplicitRestock,
        pool: Executor,
    ) -> None:
        self._rows = rows
        self._implicit = implicit
        self._pool = pool

    def arrived(self, events: Mapping[str, Event], settings: NudgeSettings) -> None:
        """Take over what new events say; again, or in another order, it comes to the same.

        Raises:
            Unavailable, RevisionLost: some may be missing; the same events have to come again.
        """
        found = changes(events.values())
        if not found and not any(event.kind == "view" for event in events.values()):
            return
        self._implicit.arrived(events.values(), settings)
        if not found or not _are_read(settings):
            return
        list(self._pool.map(self._write, found, found.values()))

    def _write(self, interest: Interest, change: Change) -> None:
        if change == "gained":
            self._rows.put(interest)
        else:
            self._rows.remove(interest)


def _are_read(settings: NudgeSettings) -> bool:
    return settings.kind("low_stock").on or settings.kind("price_drop").on
