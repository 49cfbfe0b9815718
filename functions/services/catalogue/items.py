"""Put and delete items of the catalogue, with a version for each write."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from functions.domain.item import Item, same, tombstone
from functions.errors import NotFound, RevisionLost
from functions.schemas.items import ItemEntry
from functions.services.retry import until_written
from functions.storage.catalog import CatalogRows


class PutItems:
    def __init__(self, catalog: CatalogRows, clock: Callable[[], int], pool: Executor) -> None:
        self._catalog = catalog
        self._clock = clock
        self._pool = pool

    def __call__(self, entries: Sequence[ItemEntry]) -> list[Item]:
        """Store the entries, which have distinct ids, and give them in their order.

        An unchanged item is not written, so that no reader has to load the catalogue again.

        Raises:
            Unavailable: some could not be stored; putting all of them again is safe.
            RevisionLost: some kept changing; putting all of them again is safe.
        """
        stored: dict[str, Item] = {}

        def put_left() -> None:
            stored.update(self._put([each for each in entries if each.item_id not in stored]))
            if lost := len(entries) - len(stored):
                raise RevisionLost(f"{lost} of {len(entries)} items kept changing; put them again")

        until_written(put_left)
        return [stored[entry.item_id] for entry in entries]

    def _put(self, entries: Sequence[ItemEntry]) -> dict[str, Item]:
        """Put the entries that no other writer changes at the same moment."""
        known = self._catalog.get([entry.item_id for entry in entries])
        items = [self._item(entry, known.get(entry.item_id)) for entry in entries]
        new = [item for item in items if item != known.get(item.item_id)]
        done = list(self._pool.map(self._catalog.put_newer, new))
        lost = {item.item_id for item, stored in zip(new, done, strict=True) if not stored}
        return {item.item_id: item for item in items if item.item_id not in lost}

    def _item(self, entry: ItemEntry, known: Item | None) -> Item:
        """The item as it is to be: created when it was first put, newer than what it replaces."""
        now = self._clock()
        fields = {**entry.model_dump(), "group_id": entry.group_id or entry.item_id}
        item = Item(**fields, created_at=now, version=now)
        if known is None:
            return item
        if same(item, known):
            return known
        version = max(now, known.version + 1)
        return Item(
            **fields, created_at=now if known.deleted else known.created_at, version=version
        )


class DeleteItem:
    def __init__(self, catalog: CatalogRows, clock: Callable[[], int]) -> None:
        self._catalog = catalog
        self._clock = clock

    def __call__(self, item_id: str) -> None:
        """Leave a tombstone in the item's place.

        Raises:
            NotFound: there is no such item.
            Unavailable: it could not be taken out; delete it again.
            RevisionLost: it kept changing; delete it again.
        """
        until_written(lambda: self._delete(item_id))

    def _delete(self, item_id: str) -> None:
        known = self._catalog.get([item_id]).get(item_id)
        if known is None or known.deleted:
            raise NotFound(f"there is no item {item_id}")
        if not self._catalog.put_newer(tombstone(known, now=self._clock())):
            raise RevisionLost(f"the item {item_id} kept changing; delete it again")
