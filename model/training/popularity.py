"""Recent, weighted demand for each group, over all people and by channel."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Arrays
from model.dataset.interactions import Interactions, by_kind
from model.dataset.packed import begins
from model.durations import DAY_MS
from model.settings import TrainingSettings

MOST_A_PERSON = 3
"""Purchases of a group, each decayed, that one person counts for at most."""


def fit(
    done: Interactions, settings: TrainingSettings, until: int, *, groups: int, channels: int
) -> Arrays:
    """Return `popularity/scores` float32 and `popularity/order` int32 [1 + channels, groups].

    `done`: the interactions up to `until` (ms). Row 0 is all people. A person counts once a day for
    a group, and in all for no more than `MOST_A_PERSON` purchases, so that one enthusiast (or one
    script) does not make a bestseller. A category is a mask on a row, applied in service.
    """
    rows, weights = demand(done, settings, until)
    cell = (done.channel[rows].astype(np.int64) + 1) * groups + done.group[rows]
    total = np.bincount(cell, weights, minlength=(1 + channels) * groups)
    scores = np.maximum(np.round(total, 6), 0).reshape(1 + channels, groups)
    scores[0] = scores.sum(axis=0)
    scores = scores.astype(np.float32)
    order = np.argsort(-scores, axis=1, kind="stable").astype(np.int32)
    return {"popularity/scores": scores, "popularity/order": order}


def demand(
    done: Interactions, settings: TrainingSettings, until: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the rows [k] that count, and their decayed weights [k]; `until` in ms.

    One interaction of a person, a group, a kind and a day (UTC) counts; it decays by whole days.
    """
    age = (until // DAY_MS - done.at // DAY_MS).astype(np.int32)
    rows = begins(done.person, done.group, done.kind, done.channel, age)
    ages = np.arange(age.max(initial=0) + 1)
    decay: NDArray[np.float64] = np.exp2(ages / -settings.popularity_half_life_days)
    weights = by_kind(settings.weights)[done.kind[rows]] * decay[age[rows]]
    most = MOST_A_PERSON * settings.weights["purchase"]
    return rows, _capped(done.person[rows], done.group[rows], weights, most)


def _capped(
    person: NDArray[Any], group: NDArray[Any], weights: NDArray[np.float64], most: float
) -> NDArray[np.float64]:
    """Return weights [k] of which those of one person for one group come to `most` at most."""
    first = begins(person, group)
    if not len(first):
        return weights
    total = np.add.reduceat(weights, first)
    factor = np.where(total > most, most / np.maximum(total, most), 1.0)
    capped: NDArray[np.float64] = weights * np.repeat(factor, np.diff(first, append=len(weights)))
    return capped
