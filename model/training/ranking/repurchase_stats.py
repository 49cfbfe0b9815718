"""Statistics of the purchases of each group: how many, by how many people, how soon again."""

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Arrays
from model.dataset.interactions import Interactions
from model.dataset.packed import begins, ends, packed, rising, width
from model.durations import DAY_MS
from model.ranking.features import REPURCHASE_STATS

Columns = dict[str, NDArray[np.float64]]

WEEK, MONTH, QUARTER = 7, 28, 84
DOUBT = 5.0
"""Pseudo-count of buyers with the mean of all groups, for groups with few buyers of their own."""
USUAL_GAP = 30.0


def fit(done: Interactions, until: int, groups: int) -> Arrays:
    """Return `repurchase_stats` float32 [groups, len(REPURCHASE_STATS)]; `until` in ms.

    buyers: distinct people. orders_7d, orders_28d, orders_84d: person-days with a purchase in the
    newest days. repeat_buyer_share: buyers who bought it on more than one day. repeat_rate: the
    share of the buyers of the 84 days before the newest 28 who bought it in those. gap_days: days
    between two orders. orders_per_buyer. new_buyers_7d, new_buyers_28d, new_buyers_84d: people
    whose first order is in the newest days.
    """
    found = _by_group(done.of_kinds("purchase"), until, groups)
    buyers, bought = found["buyers"], found["bought"]
    usual = found["repeated"].sum() / max(found["before"].sum(), 1)
    columns = found | {
        "repeat_buyer_share": found["repeat_buyers"] / (buyers + 2.0),
        "repeat_rate": (found["repeated"] + DOUBT * usual) / (found["before"] + DOUBT),
        "gap_days": (found["span"] + USUAL_GAP * DOUBT) / (bought - buyers + DOUBT),
        "orders_per_buyer": bought / np.maximum(buyers, 1.0),
    }
    stats = np.zeros((groups, len(REPURCHASE_STATS)), np.float32)
    stats[:, REPURCHASE_STATS.index("gap_days")] = USUAL_GAP
    met = buyers > 0
    stats[met] = np.stack([columns[name] for name in REPURCHASE_STATS], axis=1)[met]
    return {"repurchase_stats": stats}


def _by_group(orders: Interactions, until: int, groups: int) -> Columns:
    """Return sums over the people who bought each group, [groups]."""
    pairs = _by_pair(orders, until)
    group = pairs.pop("group").astype(np.intp)
    return {name: np.bincount(group, each, groups).astype(float) for name, each in pairs.items()}


def _by_pair(orders: Interactions, until: int) -> Columns:
    """Return columns, a row a person and group, from the days with a purchase."""
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
        "orders_7d": week,
        "orders_28d": month,
        "orders_84d": quarter,
        "repeat_buyers": (count > 1).astype(float),
        "before": (had > 0).astype(float),
        "repeated": ((had > 0) & (month > 0)).astype(float),
        "new_buyers_7d": (first < WEEK).astype(float),
        "new_buyers_28d": (first < MONTH).astype(float),
        "new_buyers_84d": (first < QUARTER).astype(float),
    }
