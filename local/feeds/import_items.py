"""Import a file of products: items into the catalogue, stock where the file has it."""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from functions.bootstrap import Services
from functions.domain.stock import ONLINE, StockLevel
from functions.errors import Invalid
from functions.ports.lake import as_line
from functions.services.catalogue.items import PutItems
from functions.services.catalogue.stock import PutStock
from functions.snapshot.build import BuildSnapshot
from local.feeds.item_files import rows_of
from local.feeds.item_rows import ItemRow, item_row
from local.feeds.mapping import ColumnMapping

_CHUNK = 500
_WRITERS = 4
_PREVIEWED = 5


def import_items(services: Services, path: Path, mapping: ColumnMapping) -> dict[str, Any]:
    """Put every item of a file; an item that did not change is not written. Safe to do again."""
    rejects: list[bytes] = []
    rows = items = 0
    with ThreadPoolExecutor(_WRITERS) as pool, tqdm(unit=" items", file=sys.stderr) as bar:
        put = PutItems(services.storage.catalog, services.clock, pool)
        put_stock = PutStock(services.storage.stock, services.clock, pool)
        source = _read(path, mapping, rejects)
        while chunk := list(islice(source, _CHUNK)):
            rows += len(chunk)
            # Of two rows of one item the later one counts.
            found = list({row.item.item_id: row for row in chunk if row}.values())
            put([row.item for row in found])
            put_stock(_levels(found, services.clock()))
            items += len(found)
            bar.update(len(chunk))
    BuildSnapshot(services)()
    return {"rows": rows, "items": items, "rejects": b"".join(rejects)}


def preview_of_items(path: Path, mapping: ColumnMapping) -> Iterator[dict[str, Any]]:
    """The first items as Hilo would read them, and what it would warn of."""
    for row in islice(rows_of(path), _PREVIEWED):
        try:
            found = item_row(row, mapping)
        except Invalid as error:
            yield {"rejected": [asdict(each) for each in error.faults], "row": row}
        else:
            item = found.item.model_dump(exclude_defaults=True)
            yield {"item": item, "warnings": [asdict(each) for each in found.dropped]}


def _read(path: Path, mapping: ColumnMapping, rejects: list[bytes]) -> Iterator[ItemRow | None]:
    """The items of a file; None for a row that is none."""
    for number, row in enumerate(rows_of(path), start=1):
        try:
            found = item_row(row, mapping)
        except Invalid as error:
            faults = [asdict(each) for each in error.faults]
            rejects.append(as_line({"row": number, "rejected": True, "faults": faults}))
            yield None
            continue
        if found.dropped:
            faults = [asdict(each) for each in found.dropped]
            rejects.append(as_line({"row": number, "rejected": False, "faults": faults}))
        yield found


def _levels(rows: Sequence[ItemRow], now: int) -> list[StockLevel]:
    return [
        StockLevel(row.item.item_id, ONLINE, row.quantity, now)
        for row in rows
        if row.quantity is not None
    ]
