"""A person's history as columns, worked out once for a request and read by every recommender."""

from collections.abc import Callable, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import distinct
from model.catalogue.groups import Groups
from model.durations import DAY_MS
from model.query import History, Interaction
from model.retrieval.affinity import Taste, Weighting
from model.settings import KINDS

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]

Resolve = Callable[[Sequence[str]], NDArray[np.int32]]
"""Item ids to groups, −1 unknown."""

_CODES = {kind: code for code, kind in enumerate(KINDS)}
PURCHASE = _CODES["purchase"]


class Mentions:
    """The distinct `items` of a history, their `groups` int32 [items], and each mention of one.

    Mentions are of two sorts, and both point at their item by its place in `items`. What was seen,
    newest first, and never a purchase: `seen` [k], `kind` [k] (place in `KINDS`, −1 another) and
    `at` [k]. What was bought: `bought` [m], with the `count` of orders, what that `faded`, the
    `day` of the last one and the `span` back to the first; a purchase that the profile has not
    counted yet is an order of its own. Times are in days since the epoch; `end` is that of the
    newest thing the person did, 0 if there is none.
    """

    def __init__(self, history: History, of: Resolve, weighting: Weighting) -> None:
        seen = [each for each in history.interactions if each.kind != "purchase"]
        late, bought = _uncounted(history), history.purchased
        named = list(map(attrgetter("item_id"), [*seen, *bought, *late]))
        self.items = list(dict.fromkeys([*named, *history.cart]))
        self.groups = of(self.items)
        place = dict(zip(self.items, range(len(self.items)), strict=True))
        places = np.fromiter(map(place.__getitem__, named), np.intp, len(named))
        self.seen, self.bought = places[: len(seen)], places[len(seen) :]
        self.kind = np.fromiter((_CODES.get(each.kind, -1) for each in seen), np.intp, len(seen))
        self.at = _days(seen)
        self.count = np.append(_column(bought, "count"), np.ones(len(late)))
        self.faded = np.append(_column(bought, "faded"), np.zeros(len(late)))
        self.day = np.append(_column(bought, "last_day"), _days(late))
        self.span = np.append(_column(bought, "span"), np.zeros(len(late)))
        newest = _days(history.interactions).max(initial=0.0)
        self.end = max(float(newest), float(self.day.max(initial=0.0)))
        self._weighting = weighting

    @cached_property
    def bought_weights(self) -> Floats:
        """What the orders of each item weigh by now, [items].

        Ages run from the newest thing the person did, not from now: someone who comes back after
        a year still has the same taste, and only the proportions matter.
        """
        kinds = np.full(len(self.bought), PURCHASE)
        weights = self._weighting.of(kinds, self.end - self.day)
        return self._summed(self.bought, (self.count - self.faded) * weights)

    @cached_property
    def weights(self) -> Floats:
        """What all mentions of each item weigh by now, [items]."""
        weights = self._weighting.of(self.kind, self.end - self.at)
        return self.bought_weights + self._summed(self.seen, weights)

    def _summed(self, places: Ints, weights: Floats) -> Floats:
        return np.asarray(np.bincount(places, weights, len(self.items)), np.float64)

    def by_group(self, weights: Floats) -> tuple[NDArray[np.int32], Floats]:
        """Return the known groups, rising, and the sums of the weights [items] of their items."""
        known = np.flatnonzero(self.groups >= 0)
        groups, where, _ = distinct(self.groups[known])
        sums = np.bincount(where, weights[known], len(groups))
        return groups.astype(np.int32), np.asarray(sums, np.float64)

    @cached_property
    def taste(self) -> Taste:
        """One value for each group that the person cares for; weights that sum to ≤ 0 are dropped.

        The rule by which training makes the values that ALS is fitted on.
        """
        groups, sums = self.by_group(self.weights)
        liked = sums > 0
        return Taste(groups[liked], (1.0 + np.log1p(sums[liked])).astype(np.float32))


class LastAsked:
    """Keeps the mentions of the history asked about last: all lists of a page are one person's."""

    def __init__(self) -> None:
        self._last: tuple[History, Groups, Mentions] | None = None

    def mentions(self, history: History, groups: Groups, weighting: Weighting) -> Mentions:
        """Return the columns of a history; the very same history is read once."""
        last = self._last
        if last is None or last[0] is not history or last[1] is not groups:
            last = self._last = (history, groups, Mentions(history, groups.of, weighting))
        return last[2]


def _uncounted(history: History) -> list[Interaction]:
    """The purchases that are not yet part of `purchased`."""
    last = {each.item_id: each.last_day for each in history.purchased}
    return [
        each
        for each in history.interactions
        if each.kind == "purchase" and each.at // DAY_MS > last.get(each.item_id, -1)
    ]


def _days(seen: Sequence[Interaction]) -> Floats:
    return _column(seen, "at") / DAY_MS


def _column(rows: Sequence[Any], name: str) -> Floats:
    return np.fromiter(map(attrgetter(name), rows), np.float64, len(rows))
