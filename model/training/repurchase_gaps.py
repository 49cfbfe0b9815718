"""How often items are bought again, for what reminds people of it."""

import numpy as np

from model.arrays.artifact import Artifact
from model.arrays.id_table import IdTable
from model.ranking.features import REPURCHASE_STATS

LEAST_BUYERS = 20
LEAST_REPEAT_SHARE = 0.2
"""Of the buyers of a group, so many bought it on more than one day: less is no habit of theirs."""


def repurchase_gaps(model: Artifact, most: int) -> dict[str, float]:
    """Return the usual days between two orders of up to `most` items, the most bought ones.

    Items of groups that people do not buy again are left out. The days are those of the column
    `gap_days` of `repurchase_stats`.
    """
    stats = np.asarray(model["repurchase_stats"])
    buyers, share, gap = (
        stats[:, REPURCHASE_STATS.index(name)]
        for name in ("buyers", "repeat_buyer_share", "gap_days")
    )
    group = np.asarray(model["item_group"])
    again = (buyers >= LEAST_BUYERS) & (share >= LEAST_REPEAT_SHARE)
    rows = np.flatnonzero(again[group])
    rows = rows[np.argsort(-buyers[group[rows]], kind="stable")][:most]
    items = IdTable(model.group("items"))
    return {items.get(int(row)): round(float(gap[group[row]]), 1) for row in rows}
