"""A chart of what sells at each location, for groups that enough people bought there."""

import numpy as np

from model.arrays.artifact import Arrays
from model.dataset.interactions import Interactions
from model.dataset.packed import distinct_in
from model.settings import TrainingSettings
from model.training.charts import charts
from model.training.popularity import demand

FEWEST = 3
"""People who wanted a group at a location: fewer are chance, and would be identifiable."""


def fit(
    done: Interactions, settings: TrainingSettings, until: int, *, groups: int, locations: int
) -> Arrays:
    """Return `popularity/location_offsets` int64 [locations + 1] and `…/location_groups` int32.

    Groups stand by falling demand, as in `popularity`; `until` in ms is the time of the newest
    interaction.
    """
    there = done.part(done.location >= 0)
    rows, weights = demand(there, settings, until)
    cell = there.location[rows].astype(np.int64) * groups + there.group[rows]
    cells, people = distinct_in(cell, there.person[rows])
    total = np.bincount(np.searchsorted(cells, cell), weights, len(cells)).astype(float).round(6)
    kept = (total > 0) & (people >= FEWEST)
    location, group = np.divmod(cells[kept], groups)
    offsets, chart, _ = charts(location, group, total[kept], locations)
    return {"popularity/location_offsets": offsets, "popularity/location_groups": chart}
