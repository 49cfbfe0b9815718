"""What an item is, whatever anybody did with it: category, brand and price."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

CATEGORY, BRAND, PRICE = 2.0, 1.0, 1.0
"""What it counts to be alike in each."""


@dataclass(frozen=True)
class Content:
    """Columns [groups]: codes of category and brand, −1 unknown, and log2 price, NaN unknown."""

    category: NDArray[np.int32]
    brand: NDArray[np.int32]
    price: NDArray[np.float32]

    def of(self, groups: NDArray[Any]) -> "Content":
        """Return that of some groups; of −1, nothing is known."""
        known = groups >= 0
        return Content(
            np.where(known, self.category[groups], np.int32(-1)),
            np.where(known, self.brand[groups], np.int32(-1)),
            np.where(known, self.price[groups], np.float32(np.nan)),
        )

    def like(self, group: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return the groups of a group's category or brand, and how alike they are, 0..1.

        Gower: A General Coefficient of Similarity and Some of Its Properties (1971), over what is
        known of `group`; what only the other one lacks is unlike. Twice the price is unlike, too.
        """
        category, brand, price = self.category[group], self.brand[group], self.price[group]
        near = np.zeros(len(self.category), np.bool_)
        if category >= 0:
            near |= self.category == category
        if brand >= 0:
            near |= self.brand == brand
        near[group] = False
        others = np.flatnonzero(near)
        alike = np.zeros(len(others))
        known = 0.0
        for code, column, weight in (
            (category, self.category, CATEGORY),
            (brand, self.brand, BRAND),
        ):
            if code >= 0:
                alike += weight * (column[others] == code)
                known += weight
        if not np.isnan(price):
            alike += PRICE * as_cheap(self.price[others], price)
            known += PRICE
        return others, alike / max(known, 1.0)


def as_cheap(prices: NDArray[Any], price: Any) -> NDArray[np.float64]:
    """Say how near prices are to one, as log2: 1 for the same, 0 for twice or half of it."""
    return np.asarray(np.fmax(1.0 - np.abs(prices - price), 0.0), np.float64)
