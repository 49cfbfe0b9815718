"""Rows of items, their names and their stock."""

from functools import cached_property
from typing import TYPE_CHECKING

from functions.storage.rooms.clients import Clients

if TYPE_CHECKING:
    from functions.storage.catalog import CatalogRows
    from functions.storage.item_aliases import ItemAliasRows
    from functions.storage.stock import StockRows


class CatalogueStorage(Clients):
    @cached_property
    def catalog(self) -> "CatalogRows":
        from functions.storage.catalog import CatalogRows

        return CatalogRows(self._patient, self._tables.catalog)

    @cached_property
    def item_aliases(self) -> "ItemAliasRows":
        from functions.storage.item_aliases import ItemAliasRows

        return ItemAliasRows(self._patient, self._tables.catalog)

    @cached_property
    def stock(self) -> "StockRows":
        from functions.storage.stock import StockRows

        return StockRows(self._patient, self._tables.catalog)

    @cached_property
    def low_latency_catalog(self) -> "CatalogRows":
        from functions.storage.catalog import CatalogRows

        return CatalogRows(self._low_latency, self._tables.catalog)
