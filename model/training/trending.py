"""Groups in more demand lately than usual, by how many standard deviations.

Schubert, Weiler, Kriegel: SigniTrend, Scalable Detection of Emerging Topics in Textual Streams by
Hashed Significance Thresholds (KDD 2014), equation 3: (x − max(EWMA, β)) ÷ (√EWMVar + β).
"""

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Arrays
from model.dataset.interactions import Interactions
from model.dataset.packed import begins, distinct_in
from model.durations import DAY_MS
from model.query import INTEREST_KINDS
from model.settings import TrainingSettings
from model.training.charts import charts

SIGNIFICANT = 3.0
"""Deviations above usual demand that make a trend."""
RARE = 0.5
"""β: so many people a day are no trend, however unusual; it excludes chance in small shops."""
PAST_HALF_LIVES = 3
"""Usual demand is read so far back; older demand has decayed."""
PARTS = ("trending/offsets", "trending/groups", "trending/scores")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def fit(
    done: Interactions,
    settings: TrainingSettings,
    until: int,
    *,
    groups: int,
    channels: int,
    locations: int,
) -> Arrays:
    """Return `trending/groups` int32 and `…/scores` float32, and the starts of charts in them.

    `done`: the interactions up to `until` (ms). `trending/offsets` is int64 [2 + channels +
    locations]. Chart 0 is that of all people, then come those of channels and of locations, the
    strongest trend first. A person counts once a day for a group. A rise of all demand (a holiday)
    is no trend.
    """
    late, half_life = settings.trend_days, settings.trend_half_life_days
    oldest = late + int(PAST_HALF_LIVES * half_life)
    wanted = done.part(done.at > until - oldest * DAY_MS).of_kinds(*INTEREST_KINDS, "purchase")
    days = _days(wanted, (until - wanted.at) // DAY_MS, groups, channels)
    row, group, score = _scored(days, late, half_life)
    kept = score >= SIGNIFICANT
    found = charts(row[kept], group[kept], score[kept], 1 + channels + locations)
    return dict(zip(PARTS, found, strict=True))


def _scored(days: tuple[Ints, ...], late: int, half_life: float) -> tuple[Ints, Ints, Floats]:
    """Return charts, groups and the significance of their newest days; empty without older days.

    Usual demand is a decayed mean over the days before.
    """
    row, group, age, people = days
    past = 0.5 ** (np.arange(late, int(age.max(initial=0)) + 1) / half_life)
    if not len(past):
        return row[:0], group[:0], np.zeros(0)
    decay = np.where(age < late, 0.0, 0.5 ** (age / half_life)) / past.sum()
    first = begins(row, group)
    at = np.repeat(np.arange(len(first)), np.diff(first, append=len(row)))
    rate, usual, squares = (
        np.bincount(at, each, len(first)).astype(float)
        for each in (people * (age < late) / late, people * decay, people**2 * decay)
    )
    return row[first], group[first], significance(row[first], rate, usual, squares)


def _days(wanted: Interactions, age: Ints, groups: int, channels: int) -> tuple[Ints, ...]:
    """Return columns: chart, group, age in days, and the number of people of that day."""
    ages = int(age.max(initial=0)) + 1
    all_people = np.zeros(len(age), np.int64)
    channel = np.where(wanted.channel >= 0, 1 + wanted.channel.astype(np.int64), -1)
    location = np.where(wanted.location >= 0, 1 + channels + wanted.location.astype(np.int64), -1)
    found = []
    for row in (all_people, channel, location):
        on = row >= 0
        cell = (row[on] * groups + wanted.group[on]) * ages + age[on]
        found.append(distinct_in(cell, wanted.person[on]))
    cells, people = (np.concatenate(each) for each in zip(*found, strict=True))
    rest, age = np.divmod(cells, ages)
    return (*np.divmod(rest, groups), age, people)


def significance(row: Ints, late: Floats, usual: Floats, squares: Floats) -> Floats:
    """Return the significance [k] of recent rates, from decayed means of rates and their squares.

    All are [k], rates in people a day; the growth of all demand of a row is taken out.
    """
    before, after = np.bincount(row, usual), np.bincount(row, late)
    growth = np.where(before > 0, after / np.maximum(before, 1e-9), np.inf)
    spread = np.sqrt(np.maximum(squares - usual**2, 0.0))
    found: Floats = late / np.maximum(growth, 1.0)[row] - np.maximum(usual, RARE)
    return found / (spread + RARE)
