"""What sells at each location: a chart of its own, as far as enough people were there for it."""

import numpy as np

from model.arrays.id_table import Arrays
from model.dataset.interactions import Interactions
from model.dataset.packed import distinct_in
from model.settings import TrainingSettings
from model.training.charts import charts
from model.training.popularity import demand

FEWEST = 3
"""People: what fewer wanted at a location is chance, and nobody's but theirs."""


def fit(
    done: Interactions, settings: TrainingSettings, until: int, *, groups: int, locations: int
) -> Arrays:
    """Return `popular_at/offsets` int64 [locations + 1] and `…/groups` int32, most popular first.

    Demand is that of `popularity`; what sells everywhere comes after a chart.
    """
    there = done.part(done.location >= 0)
    rows, worth = demand(there, settings, until)
    cell = there.location[rows].astype(np.int64) * groups + there.group[rows]
    cells, people = distinct_in(cell, there.person[rows])
    total = np.bincount(np.searchsorted(cells, cell), worth, len(cells)).astype(float).round(6)
    kept = (total > 0) & (people >= FEWEST)
    location, group = np.divmod(cells[kept], groups)
    offsets, chart, _ = charts(location, group, total[kept], locations)
    return {"popular_at/offsets": offsets, "popular_at/groups": chart}
