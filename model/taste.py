"""A person's history as weights on groups, by the same rule that training uses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.query import History, Interaction, Purchased

DAY_MS = 86_400_000

Resolve = Callable[[Sequence[str]], NDArray[np.int32]]
"""Item ids to groups, −1 unknown."""


@dataclass(frozen=True)
class Weighting:
    """What a kind is worth and how fast that fades, as kept in the model's manifest."""

    weights: Mapping[str, float]
    half_life_days: Mapping[str, float]

    def of(self, kind: str, age_days: float) -> float:
        """Return the decayed weight; an unknown kind weighs nothing."""
        if kind not in self.weights:
            return 0.0
        age = max(0.0, age_days)  # `max` takes as long as all the rest
        return float(self.weights[kind] * 0.5 ** (age / self.half_life_days[kind]))


@dataclass(frozen=True)
class Taste:
    """Groups int32 [k] a person cares for and `values` float32 [k] = 1 + log1p(Σ weights)."""

    groups: NDArray[np.int32]
    values: NDArray[np.float32]


def taste(history: History, of: Resolve, weighting: Weighting) -> Taste:
    """Fold a history into one value per group; groups whose weights sum to ≤ 0 are dropped.

    Ages run from the newest thing the person did, not from now: someone who comes back after a
    year still has the same taste, and only the proportions matter.
    """
    names, weights = weigh(history, weighting)
    found = of(names)
    known = found >= 0
    distinct, where = np.unique(found[known], return_inverse=True)
    sums = np.bincount(where, np.asarray(weights)[known], len(distinct))
    kept = sums > 0
    values = (1.0 + np.log1p(sums[kept])).astype(np.float32)
    return Taste(distinct[kept].astype(np.int32), values)


def newest(history: History) -> int:
    """Return the time in ms of the last thing a person did; 0 for an empty history."""
    seen = max((each.at for each in history.interactions), default=0)
    bought = max((each.last_day for each in history.purchased), default=0) * DAY_MS
    return max(seen, bought)


def last_bought(history: History) -> tuple[str, ...]:
    """Return the items of the newest order, as far as the history tells."""
    bought = [each for each in history.interactions if each.kind == "purchase"]
    at = max((each.at for each in bought), default=0)
    if bought:
        return tuple(dict.fromkeys(each.item_id for each in bought if each.at == at))
    day = max((each.last_day for each in history.purchased), default=0)
    return tuple(each.item_id for each in history.purchased if each.last_day == day)


def uncounted(history: History) -> list[Interaction]:
    """Return the interactions whose purchase is not yet part of `purchased`."""
    last = {each.item_id: each.last_day for each in history.purchased}
    return [
        each
        for each in history.interactions
        if each.kind != "purchase" or each.at // DAY_MS > last.get(each.item_id, -1)
    ]


def weigh(history: History, weighting: Weighting) -> tuple[list[str], list[float]]:
    """Return the items of a history, some several times, and what each mention weighs by now."""
    end = newest(history)
    seen = uncounted(history)
    names = [each.item_id for each in seen] + [each.item_id for each in history.purchased]
    weights = [weighting.of(each.kind, (end - each.at) / DAY_MS) for each in seen]
    return names, weights + [_bought(each, end, weighting) for each in history.purchased]


def _bought(each: Purchased, end: int, weighting: Weighting) -> float:
    return (each.count - each.faded) * weighting.of("purchase", end / DAY_MS - each.last_day)
