"""New items, for exploration: too new to have interactions that other sources could learn from."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.hashing import digest, encode, uniform
from model.catalogue.content_similarity import (
    BRAND,
    CATEGORY,
    PRICE,
    ItemContent,
    price_similarity,
)
from model.durations import DAY_MS
from model.query import Query
from model.retrieval.scoring_context import ScoringContext

NEW_DAYS = 30.0
"""An item is new for so many days since the catalogue first had it."""
HALF_LIFE_DAYS = 7.0
"""An item of this age is shown to half as many people as one of today."""
POOL = 1000
"""New groups that are drawn from at most, the newest."""
BASE_WEIGHT = 0.1
"""The weight of a new item for a person without affinity for it."""


def draw_new_items(context: ScoringContext, count: int) -> list[int]:
    """Return at most `count` new groups for the query's person and day, the same all day long.

    They are drawn without replacement, by affinity and by age (Gumbel top-k, see
    `model.reranking.rotation`). Then a group is left out on a share of the days that grows with its
    age, so that a single new group does not stand there every day either.
    """
    groups, ages = _new_groups(context)
    if not len(groups) or count < 1:
        return []
    fresh = 0.5 ** (ages / HALF_LIFE_DAYS)
    weights = fresh * (BASE_WEIGHT + _affinity(context, groups))
    noise = -np.log(-np.log(uniform(groups, _seed(context.query, "which"))))
    order = np.argsort(-(np.log(weights) + noise), kind="stable")[:count]
    shown = uniform(groups, _seed(context.query, "whether"))[order] < fresh[order]
    found: list[int] = groups[order][shown].tolist()
    return found


def _new_groups(context: ScoringContext) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return allowed new groups [k] without an interaction of the person, and ages [k] in days."""
    groups, created = context.groups.created_since(context.query.now - NEW_DAYS * DAY_MS)
    kept = context.allowed[groups]
    groups, created = groups[kept], created[kept]
    if not len(groups):
        return groups.astype(np.int64), np.zeros(0)
    kept = ~np.isin(groups, context.history.groups)
    groups, created = groups[kept], created[kept]
    if len(groups) > POOL:
        newest = np.argpartition(-created, POOL)[:POOL]
        groups, created = groups[newest], created[newest]
    return groups.astype(np.int64), np.maximum(context.query.now - created, 0) / DAY_MS


def _affinity(context: ScoringContext, groups: NDArray[Any]) -> NDArray[np.float64]:
    """Return how well each group's category, brand and price fit the person, 0..1 [k]."""
    liked, weights = context.history.by_group(context.history.weights)
    liked, weights = liked[weights > 0], weights[weights > 0]
    mine, theirs = context.groups.content(liked), context.groups.content(groups)
    if mine is None or theirs is None or not len(liked):
        return np.zeros(len(groups))
    weights = weights / weights.sum()
    fit = CATEGORY * _share(mine.category, theirs.category, weights)
    fit += BRAND * _share(mine.brand, theirs.brand, weights)
    fit += PRICE * _price_fit(mine, theirs, weights)
    return fit / (CATEGORY + BRAND + PRICE)


def _share(
    mine: NDArray[np.int32], theirs: NDArray[np.int32], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the share of the weights with each of the codes `theirs` [k]; 0 for unknown codes."""
    codes, where = np.unique(mine, return_inverse=True)
    sums = np.bincount(where, weights, len(codes))
    sums[codes < 0] = 0.0
    at = np.minimum(np.searchsorted(codes, theirs), len(codes) - 1)
    return np.where(codes[at] == theirs, sums[at], 0.0)


def _price_fit(
    mine: ItemContent, theirs: ItemContent, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    known = ~np.isnan(mine.price)
    if not known.any():
        return np.zeros(len(theirs.price))
    return price_similarity(theirs.price, np.average(mine.price[known], weights=weights[known]))


def _seed(query: Query, draw: str) -> int:
    day = int(query.now // DAY_MS)
    return digest(encode(f"{draw} {day} {query.seed}"))
