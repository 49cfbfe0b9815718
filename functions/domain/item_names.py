"""Find the line that an event means, though each event may name its product differently.

A line is found by its item, else by a product that both name: `sku` and `product_id` in one event,
one of them alone in the next. The catalogue's aliases are applied before.
"""

from collections.abc import Iterable
from typing import Protocol

from functions.domain.event import EventItem


class NamedLine(Protocol):
    """Something of an item, and maybe of the product that the item is a variant of."""

    @property
    def item_id(self) -> str: ...

    @property
    def group_id(self) -> str | None: ...


def named_alike(item: EventItem, lines: Iterable[NamedLine]) -> str | None:
    """The item id of the line that `item` means, None where there is none; lines come oldest first.

    A variant that is named by its own id is never taken for another variant of its product. Of
    several lines of one product the last one is meant.
    """
    found: str | None = None
    for line in lines:
        if line.item_id == item.item_id:
            return line.item_id
        if line.group_id == item.item_id or item.group_id == line.item_id:
            found = line.item_id
    return found
