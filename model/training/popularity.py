"""What sells now: recent, weighted demand for each group, over all people and by channel."""

import numpy as np
from numpy.typing import NDArray

from model.durations import DAY_MS
from model.ids import Arrays
from model.settings import TrainingSettings
from model.training.interactions import Interactions, begins


def fit(
    done: Interactions, settings: TrainingSettings, until: int, groups: int, channels: int
) -> Arrays:
    """Return `popularity/scores` float32 and `popularity/order` int32 [1 + channels, groups].

    `done`: what had happened until then. Row 0 is everybody. Each person counts a group at most
    once a day, so that one enthusiast (or one script) does not make a bestseller. By category is a
    mask on a row, made when serving.
    """
    last = _last_of_each_day(done)
    half_life = settings.popularity_half_life_days * DAY_MS
    faded = done.weights(settings)[last] * np.exp2((done.at[last] - until) / half_life)
    cell = (done.channel[last].astype(np.int64) + 1) * groups + done.group[last]
    demand = np.bincount(cell, faded, minlength=(1 + channels) * groups)
    scores = np.maximum(np.round(demand, 6), 0).reshape(1 + channels, groups)
    scores[0] = scores.sum(axis=0)
    scores = scores.astype(np.float32)
    order = np.argsort(-scores, axis=1, kind="stable").astype(np.int32)
    return {"popularity/scores": scores, "popularity/order": order}


def _last_of_each_day(done: Interactions) -> NDArray[np.intp]:
    """Return the rows of the last interaction of a kind with a group on a day (UTC)."""
    day = done.at // DAY_MS
    first = begins(done.person, done.group, done.kind, done.channel, day)
    return np.append(first[1:], len(day)) - 1 if len(first) else first
