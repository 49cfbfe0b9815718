"""Wishes to hear of an item's return that people show without asking."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from functions.domain import wishlist
from functions.domain.event import Event
from functions.domain.nudges.settings import ImplicitSignal
from functions.domain.person import Person

_REMOVED = "Product Removed from Wishlist"
# Of one event; a small request causes no large number of writes.
_MAX_ITEMS = 20
# Of one person; past them nothing more is taken for a wish.
MAX_IMPLICIT = 50


@dataclass(frozen=True, slots=True)
class ImpliedWish:
    """`ended` is whether the person took it back. `viewed` counts only while the item is sold out.

    `at` is UTC ms.
    """

    item_id: str
    event: Event
    ended: bool = False
    viewed: bool = False

    @property
    def person(self) -> Person:
        return self.event.person

    @property
    def at(self) -> int:
        return self.event.at


def implied(events: Iterable[Event], signals: Collection[ImplicitSignal]) -> list[ImpliedWish]:
    """What these events show by the signals that count, the oldest first.

    History, tests, crawlers and people who object to being known show nothing.
    """
    found: list[ImpliedWish] = []
    for event in sorted(events, key=lambda each: each.order):
        if event.backfill or not event.learn or event.context.get("test") is True:
            continue
        ids = list(dict.fromkeys(item.item_id for item in event.items))[:_MAX_ITEMS]
        if event.name in {wishlist.ADDED, _REMOVED} and "wishlist" in signals:
            found += [ImpliedWish(i, event, ended=event.name == _REMOVED) for i in ids]
        elif event.kind == "view" and len(ids) == 1 and "viewed_sold_out" in signals:
            found.append(ImpliedWish(ids[0], event, viewed=True))
    return found
