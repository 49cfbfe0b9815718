"""Put items as shops write them: each is read, stored with its stock, and answered for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from functions.domain.item import Item
from functions.domain.stock import ONLINE, StockLevel
from functions.errors import FieldFault
from functions.schemas.json_values import without_unwritable
from functions.schemas.partial_batches import partition_valid
from functions.schemas.segment import EntryWarning
from functions.services.catalogue.item_reading import ItemReading, item_reading
from functions.services.catalogue.items import PutItems
from functions.services.catalogue.stock import PutStock
from functions.storage.stock import StockRows

MAX_WARNINGS = 1_000
# Of an item that came back and is not counted: enough for no one to read that few are left.
UNCOUNTED = Decimal(100)


@dataclass(frozen=True, slots=True)
class EntriesStored:
    """Items by the index of their entries, faults of those that are none, and what was dropped."""

    items: Mapping[int, Item]
    faults: Mapping[int, FieldFault]
    warnings: Sequence[EntryWarning]


class PutEntries:
    """Of several prices of an item, the one in the store's `currency` counts.

    `announce` gets the names of the items that were put.
    """

    def __init__(
        self,
        put_items: PutItems,
        put_stock: PutStock,
        stock: StockRows,
        clock: Callable[[], int],
        *,
        currency: str,
        announce: Callable[[Sequence[str]], None] | None = None,
    ) -> None:
        self._put_items = put_items
        self._put_stock = put_stock
        self._stock = stock
        self._clock = clock
        self._currency = currency
        self._announce = announce

    def __call__(self, raw: Sequence[Any]) -> EntriesStored:
        """Store the entries; of two of one item, or of one alias, the later counts.

        Raises:
            Unavailable: some could not be stored; putting all of them again is safe.
            RevisionLost: some kept changing; putting all of them again is safe.
        """
        readings, faults = partition_valid(raw, lambda _, each: self.read(each))
        by_index, warnings = self.store(readings)
        return EntriesStored(by_index, faults, warnings)

    def store(
        self, readings: dict[int, ItemReading]
    ) -> tuple[Mapping[int, Item], Sequence[EntryWarning]]:
        """Store what was read, by index, and return the items and the warnings.

        Raises:
            Unavailable: some could not be stored; putting all of them again is safe.
            RevisionLost: some kept changing; putting all of them again is safe.
        """
        last = {reading.item.item_id: index for index, reading in readings.items()}
        shared = _without_shared(readings, last.values())
        stored = self._put_items([readings[index].item for index in last.values()])
        items = {item.item_id: item for item in stored.items}
        if self._announce:
            self._announce([n for i in stored.items for n in (i.item_id, *i.aliases)])
        self._put_stock(self._levels([readings[index] for index in last.values()]))
        by_index = {index: items[reading.item.item_id] for index, reading in readings.items()}
        warnings = [*_dropped(readings), *shared, *_taken(by_index, stored.taken)]
        return by_index, _first(warnings)

    def _levels(self, readings: Sequence[ItemReading]) -> list[StockLevel]:
        """The stock online that the items say they have.

        Of an item that is for sale and not counted, only if it is sold out by now: it comes back.
        """
        stated = {each.item.item_id: each.stock for each in readings}
        uncounted = [(i, ONLINE) for i, s in stated.items() if s.for_sale and s.quantity is None]
        known = self._stock.get(uncounted) if uncounted else {}
        levels = {i: s.quantity for i, s in stated.items() if s.quantity is not None}
        levels |= {i: UNCOUNTED for (i, _), level in known.items() if not level.available}
        now = self._clock()
        return [StockLevel(i, ONLINE, quantity, now) for i, quantity in levels.items()]

    def read(self, raw: Any) -> ItemReading:
        """Read one entry.

        Raises:
            Invalid: it is no item.
        """
        kept, unwritable = without_unwritable(raw) if isinstance(raw, dict) else (raw, [])
        reading = item_reading(kept, now=self._clock(), currency=self._currency)
        for path, value in unwritable:
            reading.details.drop(path, "must be a finite number or valid Unicode", value)
        return reading


def _without_shared(
    readings: dict[int, ItemReading], counting: Iterable[int]
) -> Iterable[EntryWarning]:
    """Leave each alias to the last of the entries that have it, and warn of the others."""
    owner: dict[str, int] = {}
    warnings: list[EntryWarning] = []
    for index in sorted(counting, reverse=True):
        entry = readings[index].item
        for name in entry.aliases:
            if owner.setdefault(name, index) != index:
                other = readings[owner[name]].item.item_id
                reason = f"{name} is an alias of {other}, which comes later in the call"
                warnings.append(EntryWarning(index=index, field="aliases", reason=reason))
        entry.aliases = tuple(name for name in entry.aliases if owner[name] == index)
    return warnings


def _first(warnings: list[EntryWarning]) -> list[EntryWarning]:
    """The warnings of the first entries; a feed of rotten ones must not answer with megabytes."""
    found = sorted(warnings, key=lambda each: each.index)
    if len(found) > MAX_WARNINGS:
        reason = f"{len(found) - MAX_WARNINGS} more warnings are left out"
        return [*found[:MAX_WARNINGS], EntryWarning(index=-1, field="items", reason=reason)]
    return found


def _dropped(readings: Mapping[int, ItemReading]) -> Iterator[EntryWarning]:
    for index, reading in readings.items():
        for each in reading.dropped:
            yield EntryWarning(index=index, field=each.field, reason=each.reason)


def _taken(items: Mapping[int, Item], taken: Mapping[str, str]) -> Iterator[EntryWarning]:
    """Yield a warning for each alias that another item had until now."""
    for index, item in items.items():
        for name in item.aliases:
            if name in taken:
                reason = f"{name} was an alias of {taken[name]} until now"
                yield EntryWarning(index=index, field="aliases", reason=reason)
