"""How well what one key sends can be read: counts of one day, by field and reason."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Outcome = Literal["warned", "rejected"]
MAX_FAULTS = 100
KEPT_DAYS = 7
DAY_MS = 86_400_000
_INDEX = re.compile(r"(?<=\.)\d+(?=\.|$)")


class FaultKey(NamedTuple):
    """A field (places in lists as `*`), what was wrong with it, and what it cost."""

    outcome: Outcome
    field: str
    reason: str


class FaultCount(NamedTuple):
    """How often, and the shape of one value (`reading/masking.py`)."""

    times: int
    example: str


@dataclass(frozen=True, slots=True)
class IntakeCounts:
    """Entries that were stored, those of them that lost a detail, and those that were refused."""

    accepted: int = 0
    warned: int = 0
    rejected: int = 0
    faults: Mapping[FaultKey, FaultCount] = field(default_factory=dict)

    def plus(self, other: "IntakeCounts") -> "IntakeCounts":
        """The sums of both; of too many faults the rarest are left out."""
        faults = dict(self.faults)
        for key, (times, example) in other.faults.items():
            known = faults.get(key, FaultCount(0, example))
            faults[key] = FaultCount(known.times + times, known.example)
        most = sorted(faults.items(), key=lambda each: -each[1].times)[:MAX_FAULTS]
        return IntakeCounts(
            self.accepted + other.accepted,
            self.warned + other.warned,
            self.rejected + other.rejected,
            dict(most),
        )


def fault(outcome: Outcome, path: str, reason: str) -> FaultKey:
    """The key of a fault at a dotted path; the places in lists count as one."""
    return FaultKey(outcome, _INDEX.sub("*", path)[:100], reason[:200])


def total(counts: Iterable[IntakeCounts]) -> IntakeCounts:
    found = IntakeCounts()
    for each in counts:
        found = found.plus(each)
    return found
