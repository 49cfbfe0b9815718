"""What became of the catalogue since a snapshot was written."""

from dataclasses import dataclass

from model.catalogue.snapshot import CatalogRow
from model.catalogue.stock import StockRow


@dataclass(frozen=True)
class Changes:
    """Newest state of what differs from the snapshot: put items, taken out ones, stock."""

    items: tuple[CatalogRow, ...] = ()
    gone: tuple[str, ...] = ()
    stock: tuple[StockRow, ...] = ()
