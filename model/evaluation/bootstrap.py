"""Intervals of a figure, from resampling the people asked.

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
    """Return sums [RESAMPLES, columns] of values [people, columns], people drawn with replacement.

    All columns of one resample are of the same people, so that they can be compared in pairs.
    """
    return _drawn(len(values), seed) @ values


@lru_cache(maxsize=4)  # nearly all figures are of the same people
def _drawn(people: int, seed: int) -> Array:
    """Return how often each person is drawn in each resample, [RESAMPLES, people]."""
    rng = np.random.default_rng(seed)
    drawn = (rng.integers(people, size=people) for _ in range(RESAMPLES))
    return np.stack([np.bincount(each, minlength=people) for each in drawn]).astype(np.float64)


def interval(estimates: Array) -> Interval:
    """Return the ends of the middle `LEVEL` of estimates [RESAMPLES]."""
    outside = (1 - LEVEL) / 2
    low, high = np.quantile(estimates, [outside, 1 - outside]).tolist()
    return low, high


def relative_difference(first: Array, second: Array, seed: int) -> tuple[float, Interval]:
    """Return mean(first) / mean(second) − 1 and its interval; values [people], of the same people.

    If the second mean is 0 and the first is not, the difference is 1.
    """
    sums = resampled(np.stack([first, second], axis=1), seed)
    drawn = _ratio(sums[:, 0], sums[:, 1])
    whole = _ratio(first.sum(keepdims=True), second.sum(keepdims=True))
    return float(whole[0]), interval(drawn)


def _ratio(first: Array, second: Array) -> Array:
    from_zero = np.where(first > 0, 1.0, 0.0)
    return np.divide(first - second, second, out=from_zero, where=second > 0)


def coverage(shown: NDArray[np.int32], size: int) -> tuple[float, Interval]:
    """Return the share of `size` groups that any list of `shown` [people, k] has, and its interval.

    `shown` are the groups of each list, distinct in a row, −1 for none. The interval is that of the
    jackknife: people drawn with replacement are fewer people with fewer groups, so the bootstrap
    would always be too low.
    """
    people, groups = len(shown), max(size, 1)
    owner, _ = np.nonzero(shown >= 0)
    every = shown[shown >= 0]
    times = np.bincount(every, minlength=groups)
    alone = np.bincount(owner[times[every] == 1], minlength=people)
    share = np.count_nonzero(times) / groups
    spread = NORMAL * float(np.sqrt((people - 1) * alone.var())) / groups
    return share, (max(share - spread, 0.0), min(share + spread, 1.0))
