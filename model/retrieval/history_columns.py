"""A person's history as columns, computed once for a request and read by every source."""

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain, repeat
from operator import attrgetter
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import distinct
from model.catalogue.groups import ItemGroups
from model.durations import DAY_MS
from model.kinds import KINDS
from model.query import History, Purchased
from model.retrieval.affinity import Affinity, InteractionWeights

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]

FindGroups = Callable[[Sequence[str]], NDArray[np.int32]]
"""Item ids to groups, −1 unknown."""

Found = TypeVar("Found")

KEPT = 128
"""Histories whose columns are kept, those of about so many people in at most 10 MB."""
OTHERS = 2_048
"""Ids that are no part of a history, of which it keeps the groups."""
NO_ROWS: tuple[tuple[Any, ...], ...] = ((),) * len(Purchased._fields)
"""The columns of no row."""

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
        seen_items, kinds, at, *_ = zip(*seen, strict=True) if seen else NO_ROWS[:3]
        bought_items, *numbers = _all_purchases(history)
        named = (*seen_items, *bought_items)
        self.items = list(dict.fromkeys((*named, *history.cart)))
        self.groups = find(self.items)
        place = dict(zip(self.items, range(len(self.items)), strict=True))
        places = np.fromiter(map(place.__getitem__, named), np.intp, len(named))
        self.seen, self.bought = places[: len(seen)], places[len(seen) :]
        self.kind = np.fromiter(map(_CODES.get, kinds, repeat(-1)), np.intp, len(kinds))
        self.at = np.array(at, np.float64) / DAY_MS
        columns = np.fromiter(chain(*numbers), np.float64, 4 * len(bought_items))
        self.count, self.day, self.span, self.faded = columns.reshape(4, -1)
        newest = max(map(attrgetter("at"), history.interactions), default=0) / DAY_MS
        self.end = max(newest, float(self.day.max(initial=0.0)))
        self._interaction_weights = weights
        self._find_groups = find
        self._place = place
        self._others: dict[str, int] = {}
        self._computed: dict[object, Any] = {}

    def once(self, owner: object, compute: Callable[[], Found]) -> Found:
        """Return what `owner` computes of this history alone, computed at the first call."""
        found: Found | None = self._computed.get(owner)
        if found is None:
            found = self._computed[owner] = compute()
        return found

    def find(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """Return the group of each item id, int32, −1 unknown; each id is looked up once."""
        place = self._place
        if missing := [item for item in ids if item not in place]:
            others = self._of_others(missing)
            found = [others[i] if i in others else int(self.groups[place[i]]) for i in ids]
            return np.array(found, np.int32)
        return self.groups.take(np.array([place[item] for item in ids], np.intp))

    def _of_others(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the groups of ids that are no part of the history, and of others."""
        if len(self._others) > OTHERS:
            self._others = {}
        if missing := [item for item in ids if item not in self._others]:
            found = self._find_groups(missing).tolist()
            self._others.update(zip(missing, found, strict=True))
        return self._others

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
        known, groups, where = self._distinct_groups
        return groups, np.asarray(np.bincount(where, weights[known], len(groups)), np.float64)

    @cached_property
    def _distinct_groups(self) -> tuple[Ints, NDArray[np.int32], Ints]:
        """The places [j] of items with a known group, the groups [k], and the group of each [j]."""
        (known,) = (self.groups >= 0).nonzero()
        groups, where, _ = distinct(self.groups[known])
        return known, groups.astype(np.int32), where

    @cached_property
    def bought_groups(self) -> tuple[Ints, NDArray[np.int32], Ints]:
        """The same of purchases: their places [j] in `bought` with a known group, and so on."""
        owner = self.groups.take(self.bought)
        (known,) = (owner >= 0).nonzero()
        groups, where, _ = distinct(owner.take(known))
        return known, groups.astype(np.int32), where

    @cached_property
    def affinity(self) -> Affinity:
        """One value for each group that the person prefers; weights that sum to ≤ 0 are dropped.

        Training computes the values that ALS is fitted on by the same rule.
        """
        groups, sums = self.by_group(self.weights)
        liked = sums > 0
        return Affinity(groups[liked], (1.0 + np.log1p(sums[liked])).astype(np.float32))


class HistoryCache:
    """Keeps the columns of the newest histories: the lists of a page are for one person."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[History, ItemGroups, HistoryColumns]] = {}

    def columns(
        self, history: History, groups: ItemGroups, weights: InteractionWeights
    ) -> HistoryColumns:
        """Return the columns of a history; the same object is read once."""
        kept = self._kept.get(id(history))
        if kept is None or kept[0] is not history or kept[1] is not groups:
            columns = HistoryColumns(history, groups.find, weights)
            if len(self._kept) >= KEPT:
                self._kept = {}
            kept = self._kept[id(history)] = (history, groups, columns)
        return kept[2]


def _all_purchases(history: History) -> Sequence[Sequence[Any]]:
    """Return the columns of `Purchased` of all purchases, those not counted yet at the end."""
    counted = history.purchased
    if isinstance(counted, tuple):
        columns: Sequence[Sequence[Any]] = [*zip(*counted, strict=True)] or NO_ROWS
    else:
        columns = counted.columns
    late = _uncounted(history, columns)
    if not late:
        return columns
    return [[*column, *more] for column, more in zip(columns, zip(*late, strict=True), strict=True)]


def _uncounted(
    history: History, counted: Sequence[Sequence[Any]]
) -> list[tuple[str, int, float, int, float]]:
    """Return the fields of `Purchased` of what is not `counted` yet, each as an order of its own.

    A tuple with names takes a call in Python to make.
    """
    late = [each for each in history.interactions if each.kind == "purchase"]
    items, _, last_days, *_ = counted
    last = dict(zip(items, last_days, strict=True)) if late else {}
    return [
        (each.item_id, 1, each.at / DAY_MS, 0, 0.0)
        for each in late
        if each.at // DAY_MS > last.get(each.item_id, -1)
    ]
