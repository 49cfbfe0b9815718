"""Putting items: what is new, what it replaces, and when."""

from collections.abc import Callable, Sequence

from functions.api.schemas.items import ItemEntry
from functions.domain.item import Item
from functions.errors import Unavailable
from functions.storage.catalog import Catalog


class PutItems:
    def __init__(self, catalog: Catalog, clock: Callable[[], int]) -> None:
        self._catalog = catalog
        self._clock = clock

    def __call__(self, entries: Sequence[ItemEntry]) -> list[Item]:
        """Store the entries, which have distinct ids.

        Raises:
            Unavailable: some could not be stored; putting all of them again is safe.
        """
        if not entries:
            return []
        known = self._catalog.get([entry.item_id for entry in entries])
        items = [self._item(entry, known.get(entry.item_id)) for entry in entries]
        failed = self._catalog.put(items)
        if failed:
            raise Unavailable(f"{len(failed)} of {len(items)} items could not be stored; put again")
        return items

    def _item(self, entry: ItemEntry, known: Item | None) -> Item:
        """The new item: created when it was first put, and newer than what it replaces."""
        now = self._clock()
        said = {**entry.model_dump(), "group_id": entry.group_id or entry.item_id}
        if known is None or known.deleted:
            return Item(**said, created_at=now, version=now)
        return Item(**said, created_at=known.created_at, version=max(now, known.version + 1))
