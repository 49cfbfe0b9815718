"""Exploration: now and then an item that is too new for anybody to have wanted it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.id_table import digest, encode
from model.catalogue.content_similarity import BRAND, CATEGORY, PRICE, Content, as_cheap
from model.durations import DAY_MS
from model.query import Query
from model.reranking.rotation import uniform
from model.retrieval.candidates import Request

NEW_DAYS = 30.0
"""An item older than this, since the catalogue first had it, is not new."""
HALF_LIFE_DAYS = 7.0
"""An item of this age is shown to half as many as one of today."""
LOOKED_AT = 1000
"""New groups, the newest, that are drawn from at most."""
ANYBODY = 0.1
"""What a new item is worth to somebody whom nothing connects with it."""


def draw(request: Request, count: int) -> list[int]:
    """Return at most `count` new groups for the query's person and day, the same all day long.

    Drawn without replacement by how well they fit the person and how new they are (Gumbel top-k,
    see `model.reranking.rotation`); then a group stays in the shade on a share of the days that
    grows with its age, so that one that is alone does not always stand there either.
    """
    groups, ages = _new(request)
    if not len(groups) or count < 1:
        return []
    fresh = 0.5 ** (ages / HALF_LIFE_DAYS)
    weights = fresh * (ANYBODY + _affinity(request, groups))
    noise = -np.log(-np.log(uniform(groups, _seed(request.query, "which"))))
    order = np.argsort(-(np.log(weights) + noise), kind="stable")[:count]
    shown = uniform(groups, _seed(request.query, "whether"))[order] < fresh[order]
    found: list[int] = groups[order][shown].tolist()
    return found


def _new(request: Request) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Groups that may be shown, are new, and that the person did not meet yet; ages in days."""
    groups, created = request.groups.created_since(request.query.now - NEW_DAYS * DAY_MS)
    kept = request.allowed[groups] & ~np.isin(groups, request.mentions.groups)
    groups, created = groups[kept], created[kept]
    if len(groups) > LOOKED_AT:
        newest = np.argpartition(-created, LOOKED_AT)[:LOOKED_AT]
        groups, created = groups[newest], created[newest]
    return groups.astype(np.int64), np.maximum(request.query.now - created, 0) / DAY_MS


def _affinity(request: Request, groups: NDArray[Any]) -> NDArray[np.float64]:
    """How much of the person's taste is of each group's category, brand and price, 0..1."""
    liked, weights = request.mentions.by_group(request.mentions.weights)
    liked, weights = liked[weights > 0], weights[weights > 0]
    mine, theirs = request.groups.content(liked), request.groups.content(groups)
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
    """The share of the weights that has each of `theirs`; 0 of what is unknown."""
    codes, where = np.unique(mine, return_inverse=True)
    sums = np.bincount(where, weights, len(codes))
    sums[codes < 0] = 0.0
    at = np.minimum(np.searchsorted(codes, theirs), len(codes) - 1)
    return np.where(codes[at] == theirs, sums[at], 0.0)


def _price_fit(mine: Content, theirs: Content, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(mine.price)
    if not known.any():
        return np.zeros(len(theirs.price))
    return as_cheap(theirs.price, np.average(mine.price[known], weights=weights[known]))


def _seed(query: Query, what: str) -> int:
    day = int(query.now // DAY_MS)
    return digest(encode(f"{what} {day} {query.seed}"))
