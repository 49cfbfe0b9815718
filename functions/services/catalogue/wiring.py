"""Make the services of the catalogue."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from functions.bootstrap import Services
from functions.services.catalogue.item_writes import ItemWrites
from functions.services.catalogue.items import PutItems
from functions.services.catalogue.put_entries import PutEntries
from functions.services.catalogue.stock import PutStock


def item_writes(services: Services) -> ItemWrites:
    storage = services.storage
    return ItemWrites(storage.catalog, storage.item_aliases, storage.transactions)


def put_entries(
    services: Services,
    writers: Executor,
    announce: Callable[[Sequence[str]], None] | None = None,
    currency: str | None = None,
) -> PutEntries:
    """Make what puts items; `currency` is the store's by default."""
    clock = services.clock
    return PutEntries(
        PutItems(item_writes(services), clock, writers),
        PutStock(services.storage.stock, clock, writers),
        services.storage.stock,
        clock,
        currency=services.settings.currency if currency is None else currency,
        announce=announce,
    )
