"""Put and delete items of the catalogue."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from functions.domain.item import Item, same, tombstone
from functions.errors import NotFound, RevisionLost
from functions.schemas.items import ItemEntry
from functions.services.catalogue.item_writes import ItemWrites, Owners, changed_names
from functions.services.retry import until_written


@dataclass(frozen=True, slots=True)
class StoredItems:
    """Items in the order of their entries; `taken` are aliases that other items had until now."""

    items: Sequence[Item]
    taken: Mapping[str, str]


class PutItems:
    def __init__(self, writes: ItemWrites, clock: Callable[[], int], pool: Executor) -> None:
        self._writes = writes
        self._clock = clock
        self._pool = pool

    def __call__(self, entries: Sequence[ItemEntry]) -> StoredItems:
        """Store the entries, which have distinct ids and no alias in common.

        An unchanged item is not written, so that no reader has to load the catalogue again.

        Raises:
            Unavailable: some could not be stored; putting all of them again is safe.
            RevisionLost: some kept changing; putting all of them again is safe.
        """
        stored: dict[str, Item] = {}
        taken: dict[str, str] = {}

        def put_left() -> None:
            self._put([each for each in entries if each.item_id not in stored], stored, taken)
            if lost := len(entries) - len(stored):
                raise RevisionLost(f"{lost} of {len(entries)} items kept changing; put them again")

        until_written(put_left)
        return StoredItems([stored[entry.item_id] for entry in entries], taken)

    def _put(
        self, entries: Sequence[ItemEntry], stored: dict[str, Item], taken: dict[str, str]
    ) -> None:
        """Put the entries that no other writer changes at the same moment.

        Those that take a name from another item come last, one after the other: what gives names
        up in this call has done so by then.
        """
        known = self._writes.get(entry.item_id for entry in entries)
        items = {each.item_id: self._item(each, known.get(each.item_id)) for each in entries}
        new = [item for item in items.values() if item != known.get(item.item_id)]
        stored.update({i: item for i, item in items.items() if item == known.get(i)})
        owners = self._owners(new, known)
        taking = [item.item_id for item in new if _taken_by(item, owners)]
        plain = [item for item in new if item.item_id not in taking]
        done = self._pool.map(
            lambda item: self._writes.put(item, known.get(item.item_id), owners), plain
        )
        stored.update({i.item_id: i for i, ok in zip(plain, done, strict=True) if ok})
        for entry in (each for each in entries if each.item_id in taking):
            self._put_taking(entry, stored, taken)

    def _put_taking(self, entry: ItemEntry, stored: dict[str, Item], taken: dict[str, str]) -> None:
        known = self._writes.get([entry.item_id])
        item = self._item(entry, known.get(entry.item_id))
        owners = self._owners([item], known)
        if self._writes.put(item, known.get(entry.item_id), owners):
            stored[item.item_id] = item
            taken.update(_taken_by(item, owners))

    def _owners(self, items: Sequence[Item], known: Mapping[str, Item]) -> Owners:
        names = {name for i in items for name in changed_names(i, known.get(i.item_id))}
        return self._writes.owners(names) if names else {}

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
    def __init__(self, writes: ItemWrites, clock: Callable[[], int]) -> None:
        self._writes = writes
        self._clock = clock

    def __call__(self, item_id: str, *, or_alias: bool = False) -> None:
        """Leave a tombstone in the item's place; its aliases are free for others.

        With `or_alias` the name may be an alias, as of now: the catalogue in memory may be older.

        Raises:
            NotFound: there is no such item.
            Unavailable: it could not be taken out; delete it again.
            RevisionLost: it kept changing; delete it again.
        """
        until_written(lambda: self._delete(item_id, or_alias=or_alias))

    def _delete(self, name: str, *, or_alias: bool) -> None:
        known = self._writes.find(name)
        if known is None or (known.item_id != name and not or_alias):
            raise NotFound(f"there is no item {name}")
        gone = tombstone(known, now=self._clock())
        if not self._writes.put(gone, known, self._writes.owners(known.aliases)):
            raise RevisionLost(f"the item {known.item_id} kept changing; delete it again")


def _taken_by(item: Item, owners: Owners) -> dict[str, str]:
    """The aliases of an item that another one has."""
    found = {name: owners[name] for name in item.aliases if name in owners}
    return {name: owner for name, owner in found.items() if owner != item.item_id}
