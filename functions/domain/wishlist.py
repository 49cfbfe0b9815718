"""Wishlists of a person, folded from their events."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from functions.domain.event import Event
from functions.domain.item_names import named_alike
from functions.domain.reading.ids import id_of
from functions.domain.reading.unreadable import Unreadable

ADDED = "Product Added to Wishlist"
_TAKES_OUT = frozenset({"Product Removed from Wishlist", "Wishlist Product Added to Cart"})
NAMES = frozenset({ADDED, *_TAKES_OUT})
DEFAULT = "wishlist"
_NAMED_BY = ("wishlist_id", "wishlist_name")


@dataclass(frozen=True, slots=True)
class WishlistItem:
    """`list` is the id or name that the shop gives the list, `saved for later` for example."""

    item_id: str
    list: str
    price: Decimal | None
    added_at: int
    group_id: str | None = None


def wishlist_items(events: Iterable[Event]) -> list[WishlistItem]:
    """What is on the lists after these events, in any order; what came last stands first.

    An event that names no list takes the item from whichever it is on.
    """
    by_id = {event.message_id: event for event in events if event.name in NAMES}
    by_key: dict[tuple[str, str], WishlistItem] = {}
    for event in sorted(by_id.values(), key=lambda e: e.order):
        name = _list_of(event)
        for item in event.items:
            known = named_alike(item, by_key.values()) or item.item_id
            if event.name == ADDED:
                key = (known, name or DEFAULT)
                since = by_key.pop(key).added_at if key in by_key else event.at
                by_key[key] = WishlistItem(*key, item.price, since, item.group_id)
            else:
                gone = [k for k in by_key if k[0] == known and name in {None, k[1]}]
                for key in gone:
                    del by_key[key]
    return list(reversed(by_key.values()))


def _list_of(event: Event) -> str | None:
    """The id of the list that an event names, else its name; a number and its text are one id."""
    for name in _NAMED_BY:
        with suppress(Unreadable):
            return id_of(event.properties.get(name))
    return None
