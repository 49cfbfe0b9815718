"""How far a laptop's process has come, for the readiness check and for people."""

import time

from functions.domain.process_state import ProcessState
from functions.settings import Settings
from local.embedded.contents import Contents
from local.engine import Engine
from local.stream_pace import Pace

# To count reads an index, and calls wait meanwhile.
SECONDS_BETWEEN_COUNTS = 60.0


class StackState:
    """Called for the state of now; the rows are counted once a minute at most."""

    def __init__(self, engine: Engine, settings: Settings, pace: Pace) -> None:
        self._contents = engine.embedded.contents if engine.embedded else None
        self._settings = settings
        self._pace = pace
        self._counted_at: float | None = None
        self._tables: dict[str, int] = {}

    def __call__(self) -> ProcessState:
        now = time.monotonic()
        if self._counted_at is None or now - self._counted_at > SECONDS_BETWEEN_COUNTS:
            self._counted_at = now
            self._tables = rows_by_kind(self._contents, self._settings) if self._contents else {}
        return ProcessState(
            waiting=self._pace.waiting,
            processed=self._pace.processed,
            events_per_second=round(self._pace.per_second, 1),
            tables=self._tables,
        )


def rows_by_kind(contents: Contents, settings: Settings) -> dict[str, int]:
    """Return the numbers of events, customers and items, without those that are too many."""
    found = {
        "events": contents.count(settings.events_table, sort=("b#", "c#"), expiring=True),
        "customers": contents.count(
            settings.customers_table, partition="customer#", sort=("profile",)
        ),
        "items": contents.count(settings.catalog_table, sort=("item",)),
    }
    return {name: count for name, count in found.items() if count is not None}
