"""Read the report on carts and nudges, and sum it up as asked."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from functions.errors import NotFound
from functions.ports.blobs import Blobs

REPORT = "insights/report.json"
FIELDS = ("day", "channel", "known_by", "device", "step", "reason")
FATES = ("lost", "returned", "recovered")
_CACHED_MS = 60_000
Row = dict[str, Any]


class Insights:
    def __init__(self, blobs: Blobs, clock: Callable[[], int]) -> None:
        self._blobs = blobs
        self._clock = clock
        self._read_at = 0
        self._report: Row | None = None

    def report(self) -> Row:
        """The newest report, at most a minute old here.

        Raises:
            NotFound: none was written yet.
            Unavailable: it cannot be read now.
        """
        now = self._clock()
        if self._report is None or now >= self._read_at + _CACHED_MS:
            try:
                self._report = json.loads(self._blobs.read(REPORT))
            except NotFound as error:
                raise NotFound("there is no report yet; the next training writes one") from error
            self._read_at = now
        return self._report or {}


def summed(rows: Sequence[Row], by: Sequence[str], first: str, last: str) -> list[Row]:
    """The rows of the days from `first` to `last`, added up over what `by` does not name.

    Currencies are never mixed: each has rows of its own. A channel comes with how it is known.
    """
    if "channel" in by and "known_by" not in by:
        by = [*by, "known_by"]
    sums: dict[tuple[str, ...], Row] = {}
    for row in rows:
        if not first <= row["day"] <= last:
            continue
        names = (*by, "currency")
        key = tuple(row.get(name, "sent") for name in names)
        total = sums.setdefault(
            key,
            {
                **dict(zip(names, key, strict=True)),
                **{fate: {"carts": 0, "value": 0.0} for fate in FATES},
            },
        )
        for fate in FATES:
            total[fate]["carts"] += row[fate]["carts"]
            total[fate]["value"] = round(total[fate]["value"] + row[fate]["value"], 6)
    return sorted(sums.values(), key=lambda row: -row["lost"]["value"])
