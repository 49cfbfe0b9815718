"""How much a person likes an item, by what they did last with it and with items like it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from functions.domain.item import Item
from functions.domain.profile import Interaction
from functions.domain.signals import Kind

_WEIGHTS: dict[Kind, float] = {
    "view": 1,
    "click": 1,
    "wishlist": 3,
    "cart": 4,
    "purchase": 6,
    "remove": -2,
    "return": -6,
}
_HALF_LIFE_MS = 30 * 86_400_000
_SAME_ITEM, _SAME_GROUP, _SAME_CATEGORY = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Likeness:
    """How close items are to the one that is back; those that `items` lacks are not close."""

    target: Item
    items: Mapping[str, Item]

    def of(self, item_id: str) -> int:
        if item_id == self.target.item_id:
            return _SAME_ITEM
        item = self.items.get(item_id)
        if item is None:
            return 0
        if item.group_id == self.target.group_id:
            return _SAME_GROUP
        return _SAME_CATEGORY if item.category and item.category == self.target.category else 0


def affinity(interactions: Iterable[Interaction], likeness: Likeness, now: int) -> float:
    """The decayed weight of what a person did with the item and its like, as of `now` (UTC ms)."""
    return math.fsum(
        _WEIGHTS[each.kind]
        * likeness.of(each.item_id)
        * 0.5 ** (max(0, now - each.at) / _HALF_LIFE_MS)
        for each in interactions
    )
