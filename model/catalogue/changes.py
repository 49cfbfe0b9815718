"""The changes of the catalogue since a snapshot was written."""

from dataclasses import dataclass

from model.catalogue.snapshot import CatalogueRow
from model.catalogue.stock import StockRow


@dataclass(frozen=True)
class Changes:
    """The newest state of put items, the ids of deleted ones, and changed stock."""

    items: tuple[CatalogueRow, ...] = ()
    gone: tuple[str, ...] = ()
    stock: tuple[StockRow, ...] = ()
