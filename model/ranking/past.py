"""What a person's own past says of each group: how often, how long ago, how regularly."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.query import FADING_DAYS
from model.recommenders.candidates import Request
from model.taste import DAY_MS, uncounted

Array = NDArray[Any]

NEVER = 999.0
BROWSED = frozenset({"view", "click", "wishlist", "cart"})
REGRETTED = frozenset({"remove", "return"})


@dataclass(frozen=True)
class Bought:
    """Columns over distinct groups, rising; ages in days before the question was asked.

    `left` is the count with each order worth half after `FADING_DAYS`; Hu, He, Gao, Zhang:
    Modeling Personalized Item Frequency Information for Next-basket Recommendation (2020).
    """

    groups: Array
    count: Array
    left: Array
    last: Array
    first: Array


def bought(request: Request) -> Bought:
    """Gather the purchases of a history by group."""
    names, count, left, last, first = _orders(request)
    groups = request.of(names)
    known = np.flatnonzero(groups >= 0)
    distinct, where = np.unique(groups[known], return_inverse=True)
    newest, oldest = np.full(len(distinct), NEVER), np.zeros(len(distinct))
    np.minimum.at(newest, where, last[known])
    np.maximum.at(oldest, where, first[known])
    counts, lefts = (np.bincount(where, each[known], len(distinct)) for each in (count, left))
    return Bought(distinct, counts, lefts, newest, oldest)


def _orders(request: Request) -> tuple[list[str], Array, Array, Array, Array]:
    """Ids, count, left, last and first of what was bought; what is too new to be counted, after."""
    history, now = request.query.history, request.query.now / DAY_MS
    late = [each for each in uncounted(history) if each.kind == "purchase"]
    rows: list[tuple[float, ...]] = [
        (each.count, each.faded, each.last_day, each.span) for each in history.purchased
    ]
    rows += [(1.0, 0.0, each.at / DAY_MS, 0.0) for each in late]
    count, faded, day, span = np.array(rows, np.float64).reshape(-1, 4).T
    last = np.maximum(now - day, 0.0)
    left = np.maximum(count - faded, 0.0) * 0.5 ** (last / FADING_DAYS)
    names = [*(each.item_id for each in history.purchased), *(each.item_id for each in late)]
    return names, count, left, last, last + span


def browsed(request: Request, groups: Array) -> tuple[Array, Array, Array]:
    """Return for each of `groups`: days since it was looked at, times, and times regretted."""
    seen = request.query.history.interactions
    kinds = [each.kind for each in seen]
    looked = np.array([kind in BROWSED for kind in kinds], np.bool_)
    regretted = np.array([kind in REGRETTED for kind in kinds], np.bool_)
    ages = np.array([(request.query.now - each.at) / DAY_MS for each in seen], np.float64)
    same = groups[:, None] == request.of([each.item_id for each in seen])
    times = (same & looked).sum(axis=1)
    last = np.where(same & looked, ages, NEVER).min(axis=1, initial=NEVER)
    return last, times, (same & regretted).sum(axis=1)
