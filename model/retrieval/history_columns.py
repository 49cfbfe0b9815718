"""A person's history as columns, computed once for a request and read by every source."""

from collections.abc import Callable, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import distinct
from model.catalogue.groups import ItemGroups
from model.durations import DAY_MS
from model.query import History, Interaction
from model.retrieval.affinity import Affinity, InteractionWeights
from model.settings import KINDS

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]

FindGroups = Callable[[Sequence[str]], NDArray[np.int32]]
"""Item ids to groups, −1 unknown."""

_CODES = {kind: code for code, kind in enumerate(KINDS)}
PURCHASE = _CODES["purchase"]


class HistoryColumns:
    """The distinct `items` of a history, their `groups` int32 [items], and what was done with them.

    Interactions but purchases, newest first: `seen` [k] (places in `items`), `kind` [k] (places in
    `KINDS`, −1 another kind) and `at` [k]. Purchases: `bought` [m] (places in `items`), with the
    `count` of orders, the part of it that has `faded`, the `day` of the last order and the `span`
    back to the first; a purchase that the profile has not counted yet is an order of its own. Times
    are in days since the epoch; `end` is the time of the newest action, 0 if there is none.
    """

    def __init__(self, history: History, find: FindGroups, weights: InteractionWeights) -> None:
        seen = [each for each in history.interactions if each.kind != "purchase"]
        late, bought = _uncounted(history), history.purchased
        named = list(map(attrgetter("item_id"), [*seen, *bought, *late]))
        self.items = list(dict.fromkeys([*named, *history.cart]))
        self.groups = find(self.items)
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
        self._interaction_weights = weights

    @cached_property
    def purchase_weights(self) -> Floats:
        """The decayed weights of each item's orders, [items].

        Ages run back from the newest action of the person, not from now: a person who comes back
        after a year has the same preferences, and only the proportions matter.
        """
        kinds = np.full(len(self.bought), PURCHASE)
        weights = self._interaction_weights.decayed(kinds, self.end - self.day)
        return self._summed(self.bought, (self.count - self.faded) * weights)

    @cached_property
    def weights(self) -> Floats:
        """The decayed weights of all that was done with each item, [items]."""
        weights = self._interaction_weights.decayed(self.kind, self.end - self.at)
        return self.purchase_weights + self._summed(self.seen, weights)

    def _summed(self, places: Ints, weights: Floats) -> Floats:
        return np.asarray(np.bincount(places, weights, len(self.items)), np.float64)

    def by_group(self, weights: Floats) -> tuple[NDArray[np.int32], Floats]:
        """Return the known groups int32 [k], rising, and the sums [k] of item weights [items]."""
        known = np.flatnonzero(self.groups >= 0)
        groups, where, _ = distinct(self.groups[known])
        sums = np.bincount(where, weights[known], len(groups))
        return groups.astype(np.int32), np.asarray(sums, np.float64)

    @cached_property
    def affinity(self) -> Affinity:
        """One value for each group that the person prefers; weights that sum to ≤ 0 are dropped.

        Training computes the values that ALS is fitted on by the same rule.
        """
        groups, sums = self.by_group(self.weights)
        liked = sums > 0
        return Affinity(groups[liked], (1.0 + np.log1p(sums[liked])).astype(np.float32))


class HistoryCache:
    """Keeps the columns of the newest history: all lists of a page are for one person."""

    def __init__(self) -> None:
        self._last: tuple[History, ItemGroups, HistoryColumns] | None = None

    def columns(
        self, history: History, groups: ItemGroups, weights: InteractionWeights
    ) -> HistoryColumns:
        """Return the columns of a history; the same object is read once."""
        last = self._last
        if last is None or last[0] is not history or last[1] is not groups:
            columns = HistoryColumns(history, groups.find, weights)
            last = self._last = (history, groups, columns)
        return last[2]


def _uncounted(history: History) -> list[Interaction]:
    """Return the purchases that are not part of `purchased` yet."""
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
