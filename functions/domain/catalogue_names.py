"""The item that a name of an event means, by the names that the catalogue gives its items."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from functions.domain.event import EventItem


class CatalogueName(NamedTuple):
    """An item of the catalogue, and the group that it is a variant of."""

    item_id: str
    group_id: str


def named(item: EventItem, names: Mapping[str, CatalogueName]) -> EventItem:
    """The line with the catalogue's id of its item.

    The first of its names that the catalogue knows counts: what the event calls the item, then the
    product. A line without any such name stays as it is. The product is the one that the event
    names, else the catalogue's.
    """
    own, product = item.item_id, item.group_id
    found = names.get(own) or (names.get(product) if product else None)
    if found is None:
        return item
    groups = (each for each in (product, found.group_id) if each and each != found.item_id)
    group = next(groups, None)
    if (found.item_id, group) == (own, product):
        return item
    return replace(item, item_id=found.item_id, group_id=group)
