"""Counts of what could be read, kept in the process and written once in a while.

A write for each event would double its cost. A kind of fault that is new is written at once, so
that a shop sees it when it looks; counts are written once a minute.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Lock
from typing import Any

from functions.domain.intake_quality import (
    DAY_MS,
    KEPT_DAYS,
    FaultCount,
    FaultKey,
    IntakeCounts,
    fault,
    total,
)
from functions.domain.reading.masking import masked
from functions.errors import RevisionLost, Unavailable
from functions.observability import Meter
from functions.schemas.partial_batches import Rejected
from functions.services.retry import until_written
from functions.services.tracking.details import Dropped
from functions.storage.intake_quality import IntakeQualityRows

WRITE_AFTER_MS = 60_000
_MAX_KEYS = 200
_MAX_SEEN = 5_000


class IntakeQuality:
    def __init__(self, rows: IntakeQualityRows, clock: Callable[[], int], meter: Meter) -> None:
        self._rows = rows
        self._clock = clock
        self._meter = meter
        self._lock = Lock()
        self._pending: dict[tuple[str, int], IntakeCounts] = {}
        self._seen: set[tuple[str, FaultKey]] = set()
        self._written_at = 0

    def record(
        self,
        key_id: str,
        dropped: Sequence[Sequence[Dropped]],
        rejected: Sequence[Rejected],
        entries: Sequence[Any],
    ) -> None:
        """Count a call: what each stored entry lost, and the entries that were refused."""
        faults = [
            (fault("warned", each.field, each.reason), each.example)
            for entry in dropped
            for each in entry
        ]
        faults += [
            (fault("rejected", each.field, each.reason), _example(entries[each.index], each.field))
            for each in rejected
        ]
        counts = IntakeCounts(len(dropped), sum(1 for each in dropped if each), len(rejected))
        for key, example in faults:
            counts = counts.plus(IntakeCounts(faults={key: FaultCount(1, example)}))
        self._count(faults)
        if self._add(key_id, counts):
            self.write()

    def write(self) -> None:
        """Write what is counted; what cannot be written now waits for the next time."""
        with self._lock:
            pending, self._pending = self._pending, {}
            self._written_at = self._clock()
        for (key_id, day), counts in pending.items():
            try:
                self._write_one(key_id, day, counts)
            except (RevisionLost, Unavailable):
                self._keep(key_id, day, counts)

    def last_days(self, key_ids: Sequence[str]) -> dict[str, IntakeCounts]:
        """The counts of the last seven days, of those keys that sent anything."""
        self.write()
        today = self._clock() // DAY_MS
        found = self._rows.find(key_ids[:_MAX_KEYS], range(today - KEPT_DAYS + 1, today + 1))
        names = dict.fromkeys(name for name, _ in found)
        return {name: total(counts for key, counts in found if key == name) for name in names}

    def _write_one(self, key_id: str, day: int, counts: IntakeCounts) -> None:
        until_written(lambda: self._rows.add(key_id, day, counts))

    def _count(self, faults: Sequence[tuple[FaultKey, str]]) -> None:
        for key, _ in faults:
            self._meter.count(f"intake_{key.outcome}")

    def _add(self, key_id: str, counts: IntakeCounts) -> bool:
        """Whether it is time to write: a minute is over, or a kind of fault is new here."""
        now = self._clock()
        self._keep(key_id, now // DAY_MS, counts)
        with self._lock:
            new = {(key_id, key) for key in counts.faults} - self._seen
            if len(self._seen) < _MAX_SEEN:
                self._seen |= new
            return bool(new) or now - self._written_at >= WRITE_AFTER_MS

    def _keep(self, key_id: str, day: int, counts: IntakeCounts) -> None:
        with self._lock:
            known = self._pending.get((key_id, day), IntakeCounts())
            self._pending[key_id, day] = known.plus(counts)


def _example(entry: Any, path: str) -> str:
    value = entry
    for name in path.split(".") if path else ():
        with suppress(KeyError, IndexError, TypeError, ValueError):
            value = value[int(name)] if isinstance(value, list) else value[name]
    return masked(value)
