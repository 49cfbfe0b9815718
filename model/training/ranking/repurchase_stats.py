"""How each group is bought: how much of late, by how many, and how soon again."""

import numpy as np
from numpy.typing import NDArray

from model.arrays.id_table import Arrays
from model.dataset.interactions import Interactions
from model.dataset.packed import begins, ends, packed, rising, width
from model.durations import DAY_MS
from model.ranking.features import RHYTHM

Columns = dict[str, NDArray[np.float64]]

WEEK, MONTH, QUARTER = 7, 28, 84
DOUBT = 5.0
"""Buyers that a group is short of: until it has some of its own, those of all groups count."""
USUAL_GAP = 30.0


def fit(done: Interactions, until: int, groups: int) -> Arrays:
    """Return `rhythm` float32 [groups, len(RHYTHM)].

    buyers: distinct people. week, month, quarter: person-days with a purchase of late. loyal:
    share of the buyers who came back for it. again: share of those who had bought it a month ago
    and bought it within the month. gap: days between two orders. per_buyer: orders a buyer.
    won_week, won_month, won_quarter: people who bought it for the first time of late.
    """
    found = _by_group(done.of("purchase"), until, groups)
    buyers, bought = found["buyers"], found["bought"]
    usual = found["again"].sum() / max(found["before"].sum(), 1)
    columns = found | {
        "loyal": found["loyal"] / (buyers + 2.0),
        "again": (found["again"] + DOUBT * usual) / (found["before"] + DOUBT),
        "gap": (found["span"] + USUAL_GAP * DOUBT) / (bought - buyers + DOUBT),
        "per_buyer": bought / np.maximum(buyers, 1.0),
    }
    rhythm = np.zeros((groups, len(RHYTHM)), np.float32)
    rhythm[:, RHYTHM.index("gap")] = USUAL_GAP
    met = buyers > 0
    rhythm[met] = np.stack([columns[name] for name in RHYTHM], axis=1)[met]
    return {"rhythm": rhythm}


def _by_group(orders: Interactions, until: int, groups: int) -> Columns:
    """Return sums over the people who bought each group, [groups]."""
    pairs = _by_pair(orders, until)
    group = pairs.pop("group").astype(np.intp)
    return {name: np.bincount(group, each, groups).astype(float) for name, each in pairs.items()}


def _by_pair(orders: Interactions, until: int) -> Columns:
    """Return columns, a row a person and group: what the days with a purchase say."""
    ages = until // DAY_MS - orders.at // DAY_MS
    days = rising(packed(orders.person, orders.group, ages))
    pair, age = np.divmod(days, 1 << width(ages))
    start = begins(pair)
    last, first = age[start], age[ends(start, len(age))]
    count, week, month, quarter, had = (
        np.add.reduceat(each, start, dtype=float) if len(start) else np.zeros(0)
        for each in (
            np.ones(len(age)),
            age < WEEK,
            age < MONTH,
            age < QUARTER,
            (age >= MONTH) & (age <= MONTH + QUARTER),
        )
    )
    return {
        "group": pair[start] % (1 << width(orders.group)),
        "buyers": np.ones(len(start)),
        "bought": count,
        "span": (first - last).astype(float),
        "week": week,
        "month": month,
        "quarter": quarter,
        "loyal": (count > 1).astype(float),
        "before": (had > 0).astype(float),
        "again": ((had > 0) & (month > 0)).astype(float),
        "won_week": (first < WEEK).astype(float),
        "won_month": (first < MONTH).astype(float),
        "won_quarter": (first < QUARTER).astype(float),
    }
