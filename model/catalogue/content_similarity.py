"""The content of an item, apart from interactions: category, brand and price."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

CATEGORY, BRAND, PRICE = 2.0, 1.0, 1.0
"""The weights of the three in the similarity."""


@dataclass(frozen=True)
class ItemContent:
    """Columns [groups]: codes of category and brand, −1 unknown, and log2 price, NaN unknown."""

    category: NDArray[np.int32]
    brand: NDArray[np.int32]
    price: NDArray[np.float32]

    def select(self, groups: NDArray[Any]) -> "ItemContent":
        """Return the content of groups [k]; all is unknown for −1."""
        known = groups >= 0
        return ItemContent(
            np.where(known, self.category[groups], np.int32(-1)),
            np.where(known, self.brand[groups], np.int32(-1)),
            np.where(known, self.price[groups], np.float32(np.nan)),
        )

    def similar(self, group: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return the groups [k] of a group's category or brand, and their similarity [k], 0..1.

        Gower: A General Coefficient of Similarity and Some of Its Properties (1971), over what is
        known of `group`. A property that only the other group lacks counts as different, and so
        does twice the price.
        """
        category, brand, price = self.category[group], self.brand[group], self.price[group]
        near = np.zeros(len(self.category), np.bool_)
        if category >= 0:
            near |= self.category == category
        if brand >= 0:
            near |= self.brand == brand
        near[group] = False
        others = np.flatnonzero(near)
        similarity = np.zeros(len(others))
        known = 0.0
        for code, column, weight in (
            (category, self.category, CATEGORY),
            (brand, self.brand, BRAND),
        ):
            if code >= 0:
                similarity += weight * (column[others] == code)
                known += weight
        if not np.isnan(price):
            similarity += PRICE * price_similarity(self.price[others], price)
            known += PRICE
        return others, similarity / max(known, 1.0)


def price_similarity(prices: NDArray[Any], price: Any) -> NDArray[np.float64]:
    """Return the similarity [k] of log2 prices [k] to one: 1 if equal, 0 at twice or half of it."""
    return np.asarray(np.fmax(1.0 - np.abs(prices - price), 0.0), np.float64)
