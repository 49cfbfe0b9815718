"""How far a figure might be off, had other people been asked.

Efron, Tibshirani: An Introduction to the Bootstrap (1993), chapters 11 (jackknife) and 13
(percentile intervals).
"""

from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
LEVEL = 0.95
NORMAL = NormalDist().inv_cdf((1 + LEVEL) / 2)

Array = NDArray[np.float64]
Interval = tuple[float, float]


def resampled(values: Array, seed: int) -> Array:
    """Return sums [RESAMPLES, columns] of rows [people, columns], people drawn with repetition.

    All columns of one resample are of the same people, so that they can be compared in pairs.
    """
    return _drawn(len(values), seed) @ values


@lru_cache(maxsize=4)  # nearly all figures are of the same people
def _drawn(people: int, seed: int) -> Array:
    """Return how often each of the people is drawn in each resample, [RESAMPLES, people]."""
    rng = np.random.default_rng(seed)
    drawn = (rng.integers(people, size=people) for _ in range(RESAMPLES))
    return np.stack([np.bincount(each, minlength=people) for each in drawn]).astype(np.float64)


def interval(estimates: Array) -> Interval:
    """Return the middle `LEVEL` of the estimates that resampling gave."""
    outside = (1 - LEVEL) / 2
    low, high = np.quantile(estimates, [outside, 1 - outside]).tolist()
    return low, high


def relative_difference(first: Array, second: Array, seed: int) -> tuple[float, Interval]:
    """Return mean(first) / mean(second) − 1 and its interval; values [people], of the same people.

    More than nothing at all counts as twice as much.
    """
    sums = resampled(np.stack([first, second], axis=1), seed)
    drawn = _ratio(sums[:, 0], sums[:, 1])
    whole = _ratio(first.sum(keepdims=True), second.sum(keepdims=True))
    return float(whole[0]), interval(drawn)


def _ratio(first: Array, second: Array) -> Array:
    more = np.where(first > 0, 1.0, 0.0)
    return np.divide(first - second, second, out=more, where=second > 0)


def distinct(shown: NDArray[np.int32], size: int) -> tuple[float, Interval]:
    """Return the share of `size` groups that `shown` holds, and its interval.

    `shown` [people, k]: the groups of each list, distinct in a row, −1 for none.

    By the jackknife: people drawn with repetition are fewer people and show fewer groups, so the
    bootstrap would always say too little.
    """
    people, groups = len(shown), max(size, 1)
    owner, _ = np.nonzero(shown >= 0)
    every = shown[shown >= 0]
    times = np.bincount(every, minlength=groups)
    alone = np.bincount(owner[times[every] == 1], minlength=people)
    share = np.count_nonzero(times) / groups
    spread = NORMAL * float(np.sqrt((people - 1) * alone.var())) / groups
    return share, (max(share - spread, 0.0), min(share + spread, 1.0))
