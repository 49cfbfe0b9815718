"""The statistics of an item apart from any session: the columns `features.STATISTICS`."""

import numpy as np

from model.arrays.artifact import Array
from model.training.session.log import SessionLog

RECENT, NEWEST = 0.05, 0.01
"""Counts decay by e over this share of all sessions, as there may be no clock."""
POPULAR = 100


def statistics(log: SessionLog) -> Array:
    """Return float32 [items, len(STATISTICS)]."""
    n, sessions, owner = log.n_items, len(log), log.owner
    count = np.bincount(log.items, minlength=n)
    distinct = np.unique(log.items.astype(np.int64) * sessions + owner)
    holding = np.bincount(distinct // sessions, minlength=n)
    recent, newest = decayed(log, RECENT), decayed(log, NEWEST)
    first, last = np.full(n, sessions), np.full(n, -1)
    np.minimum.at(first, log.items, owner)
    np.maximum.at(last, log.items, owner)
    ends = np.bincount(log.items[log.offsets[1:] - 1], minlength=n)
    columns = {
        "count": np.log1p(count),
        "recent": recent,
        "newest": newest,
        "trend": newest / (recent + 0.1),
        "repeats": np.log((count + 1) / (holding + 1)),
        "age": (sessions - first) / sessions,
        "pause": np.log1p(sessions - 1 - last),
        "ends": (ends + 1) / (count + 4),
    }
    return np.stack(list(columns.values()), axis=1).astype(np.float32)


def popular(log: SessionLog) -> Array:
    """Return the items seen most in recent sessions, int32 [k], best first."""
    scores = decayed(log, RECENT)
    best = np.argsort(-scores, kind="stable")[:POPULAR]
    return best[scores[best] > 0].astype(np.int32)


def decayed(log: SessionLog, share: float) -> Array:
    """Return the decayed count of each item, [items]."""
    age = len(log) - 1 - log.owner
    return np.bincount(log.items, np.exp(-age / (share * len(log))), minlength=log.n_items)
