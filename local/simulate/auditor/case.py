"""A run as all checks see it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from local.simulate.auditor.facts import Facts
from local.simulate.auditor.people import People
from local.simulate.auditor.settings import SettingsOverTime
from local.simulate.auditor.stock import Shelves
from local.simulate.counts import Counts
from local.simulate.history import Explained, HandOver, History

T = TypeVar("T", HandOver, Explained)
HOUR = 3_600_000
DAY = 24 * HOUR
LOOK_MS = 2_000
"""The check may be this much older than the claim."""
ABANDONMENT = frozenset({"abandoned_checkout", "abandoned_cart", "abandoned_browse"})


@dataclass(frozen=True)
class Case:
    history: History
    compared: Counts

    @cached_property
    def people(self) -> People:
        return People(self.history)

    @cached_property
    def facts(self) -> Facts:
        return Facts(self.history, self.people)

    @cached_property
    def shelves(self) -> Shelves:
        return Shelves(self.history)

    @cached_property
    def settings(self) -> SettingsOverTime:
        return SettingsOverTime(self.history)

    @cached_property
    def freed(self) -> frozenset[str]:
        """Nudges that a receiver certainly, or possibly, gave back as not sent."""
        return frozenset(r.id for r in self.history.reports if r.outcome == "not_sent")

    @cached_property
    def all_handed(self) -> list[HandOver]:
        """Each hand-over once, by the time of its claim."""
        first = [each for each in self.history.hand_overs if each.attempt == 1]
        return sorted(first, key=lambda each: each.claimed_at)

    def handed_to(self, users: set[str]) -> list[HandOver]:
        """Those of `all_handed` to one of the users."""
        found = [each for user in users for each in self._handed_by_person.get(user, ())]
        return sorted(found, key=lambda each: each.claimed_at)

    def explained_of(self, users: set[str]) -> list[Explained]:
        """The lines of `explain` about one of the users."""
        return [line for user in users for line in self._explained_by_person.get(user, ())]

    @cached_property
    def all_sent(self) -> list[HandOver]:
        """Each attempt of each hand-over, by the time that its check may be seconds older than."""
        return sorted(self.history.hand_overs, key=lambda each: each.checked_by)

    @cached_property
    def _handed_by_person(self) -> Mapping[str, list[HandOver]]:
        return _by_person(self.all_handed)

    @cached_property
    def _explained_by_person(self) -> Mapping[str, list[Explained]]:
        return _by_person(self.history.explained)


def stored_by(each: HandOver) -> int:
    """What was certainly stored by then held for a hand-over.

    The rows of a claim are conditions of its transaction; a later attempt only looks at them.
    """
    return each.claimed_at if each.checked_by == each.claimed_at else each.checked_by - LOOK_MS


def _by_person(each_of: Iterable[T]) -> Mapping[str, list[T]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for each in each_of:
        found[each.person].append(each)
    return found
