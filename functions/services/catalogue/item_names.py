"""Find items by any of their names: their id, else an alias, else that of a group of one item."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from threading import Lock

from functions.domain.catalogue_names import CatalogueName, named
from functions.domain.event import Event
from functions.errors import Unavailable
from functions.storage.item_aliases import ItemAliasRows

Catalogue = Callable[[Sequence[str]], Mapping[str, CatalogueName]]
"""What the catalogue in memory knows of some names."""

UNKNOWN_FOR_MS = 30_000
_MAX_UNKNOWN = 20_000


class ItemNames:
    """Asks the catalogue in memory, and the tables for what it lacks, as that may be newer.

    A name that neither knows is not asked for again for half a minute: a shop that has no
    catalogue yet would pay for a read with every event.
    """

    def __init__(
        self, catalogue: Catalogue, aliases: ItemAliasRows, clock: Callable[[], int]
    ) -> None:
        self._catalogue = catalogue
        self._aliases = aliases
        self._clock = clock
        self._lock = Lock()
        self._unknown: dict[str, int] = {}

    def find(self, names: Sequence[str]) -> dict[str, CatalogueName]:
        """The items that these names mean; names of no item are left out.

        Raises:
            Unavailable: the tables cannot be read.
        """
        found = dict(self._catalogue(names))
        missing = self._worth_reading([name for name in names if name not in found])
        if missing:
            items = self._aliases.find_items(missing)
            found |= {n: CatalogueName(i.item_id, i.group_id) for n, i in items.items()}
            self._remember([name for name in missing if name not in found])
        return found

    def item_id(self, name: str) -> str:
        """The id of the item that a name means; the name itself where it means none."""
        known = self.find([name]).get(name)
        return known.item_id if known else name

    def renamed(self, events: Mapping[int, Event]) -> dict[int, Event]:
        """The same events, each item under its id of the catalogue.

        While the tables cannot be read, an event keeps the names that it came with.
        """
        names = dict.fromkeys(
            name
            for event in events.values()
            for item in event.items
            for name in (item.item_id, item.group_id)
            if name
        )
        if not names:
            return dict(events)
        try:
            known = self.find(list(names))
        except Unavailable:
            known = dict(self._catalogue(list(names)))
        return {index: _renamed(event, known) for index, event in events.items()}

    def forget(self, names: Sequence[str]) -> None:
        """Ask for these names again: an item was put that has them."""
        with self._lock:
            for name in names:
                self._unknown.pop(name, None)

    def _worth_reading(self, names: Sequence[str]) -> list[str]:
        now = self._clock()
        with self._lock:
            return [name for name in names if self._unknown.get(name, 0) <= now]

    def _remember(self, names: Sequence[str]) -> None:
        until = self._clock() + UNKNOWN_FOR_MS
        with self._lock:
            if len(self._unknown) + len(names) > _MAX_UNKNOWN:
                self._unknown.clear()
            self._unknown.update(dict.fromkeys(names, until))


def _renamed(event: Event, known: Mapping[str, CatalogueName]) -> Event:
    items = tuple(named(item, known) for item in event.items)
    return event if items == event.items else replace(event, items=items)
