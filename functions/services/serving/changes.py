"""Convert rows of the change index into the model's changes, without what a snapshot has."""

from collections.abc import Iterable
from typing import Any

from functions.domain.item import Item
from functions.domain.stock import Availability
from functions.storage.catalog import Change
from model.catalogue.changes import Changes
from model.catalogue.snapshot import CatalogueRow, Snapshot
from model.catalogue.stock import StockRow

# The change index is eventually consistent, writers' clocks differ a little, and a write may be
# under way for a while: each read looks back this far.
OVERLAP_MS = 30_000
_SHOWN = ("title", "category", "brand", "price", "currency", "url", "image_url", "attributes")


def newer(changes: Iterable[Change], snapshot: Snapshot | None) -> list[Change]:
    """What of these, one row for each item and place, differs from the snapshot."""
    rows = list(changes)
    items = [row for row in rows if isinstance(row, Item)]
    stock = [row for row in rows if isinstance(row, Availability)]
    if snapshot is None:
        return [*(item for item in items if not item.deleted), *stock]
    return [*_newer_items(items, snapshot), *_newer_stock(stock, snapshot)]


def as_changes(rows: Iterable[Change]) -> Changes:
    """The same in the model's words."""
    rows = list(rows)
    items = [row for row in rows if isinstance(row, Item)]
    stock = [row for row in rows if isinstance(row, Availability)]
    return Changes(
        items=tuple(_row(item) for item in items if not item.deleted),
        gone=tuple(item.item_id for item in items if item.deleted),
        stock=tuple(StockRow(s.item_id, s.location, s.available, s.version) for s in stock),
    )


def _newer_items(items: list[Item], snapshot: Snapshot) -> list[Item]:
    """A deletion of what the snapshot lacks is no news; nor is a version that it has."""
    rows = snapshot.ids.find([item.item_id for item in items]).tolist()
    return [
        item
        for item, row in zip(items, rows, strict=True)
        if (not item.deleted if row < 0 else snapshot.versions[row] < item.version)
    ]


def _newer_stock(stock: list[Availability], snapshot: Snapshot) -> list[Availability]:
    known = snapshot.stock
    entries = known.find([s.item_id for s in stock], [s.location for s in stock]).tolist()
    return [
        row
        for row, entry in zip(stock, entries, strict=True)
        if entry < 0 or known.versions[entry] < row.version
    ]


def _row(item: Item) -> CatalogueRow:
    return CatalogueRow(
        item_id=item.item_id,
        group_id=item.group_id,
        category=item.category,
        brand=item.brand,
        price=item.price,
        hidden=item.hidden,
        created_at=item.created_at,
        attributes=_attributes(item),
        aliases=item.aliases,
        version=item.version,
    )


def _attributes(item: Item) -> dict[str, Any]:
    shown = {name: getattr(item, name) for name in _SHOWN}
    return {name: value for name, value in shown.items() if value not in (None, {})}
