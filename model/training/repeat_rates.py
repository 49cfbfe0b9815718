"""How often people buy a group again: measured by category, with the shop's own rate as prior."""

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Arrays
from model.dataset.interactions import Interactions
from model.dataset.packed import distinct_in, packed, width
from model.durations import DAY_MS

PRIOR = 20.0
"""Pseudo-count of buyers with the shop's rate, for categories with few buyers of their own."""
UNKNOWN = 0.1
"""The rate of a shop without purchases; it has the same pseudo-count."""


def fit(done: Interactions, category: NDArray[np.int32]) -> Arrays:
    """Return `repeat_rate` float32 [groups], one value a category.

    The rate is the share of the pairs of person and group of a category with purchases on more than
    one day. `category` int32 [groups], −1 unknown: these are one category.
    """
    orders = done.of_kinds("purchase")
    days = orders.at // DAY_MS
    pair, count = distinct_in(packed(orders.person, orders.group), days - days.min(initial=0))
    place = category[pair & ((1 << width(orders.group)) - 1)] + 1
    places = int(category.max(initial=-1)) + 2
    buyers, again = np.bincount(place, minlength=places), np.bincount(place, count > 1, places)
    usual = (again.sum() + PRIOR * UNKNOWN) / (buyers.sum() + PRIOR)
    rates = (again + PRIOR * usual) / (buyers + PRIOR)
    return {"repeat_rate": rates[category + 1].astype(np.float32)}
