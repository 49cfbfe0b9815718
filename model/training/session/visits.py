"""The views of the lake as sessions, which end with a pause."""

from dataclasses import dataclass
from typing import Self

import duckdb
import numpy as np

from model.arrays.artifact import Array
from model.arrays.ragged import ranges
from model.durations import DAY_MS, MINUTE_MS
from model.query import INTEREST_KINDS
from model.settings import TrainingSettings
from model.training.session.log import SessionLog


@dataclass(frozen=True)
class Visits:
    """Sessions of two or more events in the order of their starts; times in ms."""

    log: SessionLog
    start: Array  # (sessions)
    end: Array  # (sessions)

    @classmethod
    def read(
        cls,
        connection: duckdb.DuckDBPyConnection,
        settings: TrainingSettings,
        until: int,
        groups: int,
    ) -> Self:
        """Return the newest days of the table `coded` up to a time in ms, as many as needed."""
        kinds = ", ".join(f"'{kind}'" for kind in INTEREST_KINDS)
        number = " ".join(f"WHEN '{kind}' THEN {at}" for at, kind in enumerate(INTEREST_KINDS))
        looks = f'FROM coded WHERE kind IN ({kinds}) AND "at" <= $1'
        days = connection.execute(
            f'SELECT "at" // {DAY_MS}, count(*) {looks} GROUP BY 1 ORDER BY 1 DESC', [until]
        ).fetchnumpy()
        day, count = days.values()
        if not len(day):
            none = np.zeros(0, np.int64)
            return cls.cut(none, none, none, none, gap_ms=0, groups=groups)
        enough = min(int(np.searchsorted(np.cumsum(count), settings.session_events)), len(day) - 1)
        found = connection.execute(
            f'SELECT person, grp, CASE kind {number} END AS kind, "at" {looks} AND "at" >= $2 '
            'ORDER BY person, "at", event, item',
            [until, int(day[enough]) * DAY_MS],
        ).fetchnumpy()
        gap = int(settings.session_gap_minutes * MINUTE_MS)
        return cls.cut(**found, gap_ms=gap, groups=groups)

    @classmethod
    def cut(
        cls, person: Array, grp: Array, kind: Array, at: Array, *, gap_ms: int, groups: int
    ) -> Self:
        """Return the sessions of events [k], sorted by person and time `at` (ms), cut at pauses.

        Another kind of interest in the same item (a click and its view, a view and its cart) is one
        step of the visit, not two.
        """
        same = (np.diff(person, prepend=-1) == 0) & (np.diff(at, prepend=0) <= gap_ms)
        echo = same & (np.diff(grp, prepend=-1) == 0) & (np.diff(kind, prepend=-1) != 0)
        owner = (np.cumsum(~same) - 1)[~echo]
        grp, at = grp[~echo], at[~echo]
        first = np.flatnonzero(np.diff(owner, prepend=-1))
        sizes = np.diff(first, append=len(owner))
        first, sizes = first[sizes > 1], sizes[sizes > 1]
        order = np.argsort(at[first], kind="stable")
        first, sizes = first[order], sizes[order]
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        log = SessionLog(offsets, grp[ranges(first, sizes)].astype(np.int32), groups)
        return cls(log, at[first], at[first + sizes - 1])

    def __len__(self) -> int:
        return len(self.log)
