"""What a person put aside: wishlists and what is saved for later, folded from their events."""

from collections.abc import Iterable
from dataclasses import dataclass

from functions.domain.event import Event

ADDED = "Product Added to Wishlist"
_TAKES_OUT = frozenset({"Product Removed from Wishlist", "Wishlist Product Added to Cart"})
NAMES = frozenset({ADDED, *_TAKES_OUT})
DEFAULT = "wishlist"
_NAMED_BY = ("wishlist_id", "wishlist_name")
_MAX_NAME = 256


@dataclass(frozen=True, slots=True)
class Wish:
    """`list` is the id or name that the shop gives the list, `saved for later` for example."""

    item_id: str
    list: str
    price: float | None
    added_at: int


def wishes_in(events: Iterable[Event]) -> list[Wish]:
    """What is on the lists after these events, in any order; what came last stands first.

    An event that names no list takes the item from whichever it is on.
    """
    told = {event.message_id: event for event in events if event.name in NAMES}
    wishes: dict[tuple[str, str], Wish] = {}
    for event in sorted(told.values(), key=lambda e: e.order):
        name = _list_of(event)
        for item in event.items:
            if event.name == ADDED:
                key = (item.item_id, name or DEFAULT)
                since = wishes.pop(key).added_at if key in wishes else event.at
                wishes[key] = Wish(*key, item.price, since)
            else:
                gone = [k for k in wishes if k[0] == item.item_id and name in {None, k[1]}]
                for key in gone:
                    del wishes[key]
    return list(reversed(wishes.values()))


def _list_of(event: Event) -> str | None:
    said = (event.properties.get(name) for name in _NAMED_BY)
    return next((each[:_MAX_NAME] for each in said if isinstance(each, str) and each), None)
