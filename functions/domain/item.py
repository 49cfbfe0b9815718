"""One sellable SKU of the catalogue."""

from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """`group_id` is the product that the SKU is a variant of; by default the item itself.

    `version` is the write's time in ms: of two writes the newer one is the truth.
    `attributes` are only shown to callers. `aliases` are other names of the item, a GTIN for
    example; at any time a name is an alias of one item.
    """

    item_id: str
    group_id: str
    title: str | None = None
    category: str | None = None
    brand: str | None = None
    price: float | None = None
    currency: str | None = None
    url: str | None = None
    image_url: str | None = None
    hidden: bool = False
    deleted: bool = False
    attributes: dict[str, Any] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    created_at: int = 0
    version: int = 0


def same(one: Item, other: Item) -> bool:
    """Whether both say the same of the item, whenever they were written."""
    return replace(one, created_at=0, version=0) == replace(other, created_at=0, version=0)


def tombstone(item: Item, *, now: int) -> Item:
    """Return what is left of an item that was deleted at `now` (UTC ms)."""
    version = max(now, item.version + 1)
    return Item(item.item_id, item.group_id, deleted=True, version=version)
