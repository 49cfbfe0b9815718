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
from functions.errors import Invalid
from functions.ports.lake import as_line
from functions.schemas.segment import EntryWarning
from functions.services.catalogue.item_reading import ItemReading, item_reading
from functions.services.catalogue.put_entries import PutEntries
from functions.services.catalogue.wiring import put_entries
from functions.snapshot.build import BuildSnapshot
from local.feeds.item_files import rows_of
from local.feeds.item_rows import item_body
from local.feeds.mapping import ColumnMapping

_CHUNK = 500
_WRITERS = 4
_PREVIEWED = 5


def import_items(services: Services, path: Path, mapping: ColumnMapping) -> dict[str, Any]:
    """Put every item of a file; an item that did not change is not written. Safe to do again."""
    rejects: list[bytes] = []
    rows = items = 0
    with ThreadPoolExecutor(_WRITERS) as pool, tqdm(unit=" items", file=sys.stderr) as bar:
        put = put_entries(services, pool)
        source = enumerate(rows_of(path), start=1)
        while chunk := list(islice(source, _CHUNK)):
            rows += len(chunk)
            readings = dict(_read(chunk, mapping, put, rejects))
            stored, warnings = put.store(readings)
            rejects += _warned(warnings)
            items += len({item.item_id for item in stored.values()})
            bar.update(len(chunk))
    BuildSnapshot(services)()
    return {"rows": rows, "items": items, "rejects": b"".join(rejects)}


def preview_of_items(path: Path, mapping: ColumnMapping, now: int) -> Iterator[dict[str, Any]]:
    """The first items as Hilo would read them, and what it would warn of; `now` in UTC ms."""
    for row in islice(rows_of(path), _PREVIEWED):
        try:
            found = item_reading(item_body(row, mapping), now=now)
        except Invalid as error:
            yield {"rejected": [asdict(each) for each in error.faults], "row": row}
        else:
            item = found.item.model_dump(exclude_defaults=True)
            yield {"item": item, "warnings": [asdict(each) for each in found.dropped]}


def _read(
    rows: list[tuple[int, dict[str, str | None]]],
    mapping: ColumnMapping,
    put: PutEntries,
    rejects: list[bytes],
) -> Iterator[tuple[int, ItemReading]]:
    """Yield the items of numbered rows; a row that is none goes to the rejects."""
    for number, row in rows:
        try:
            yield number, put.read(item_body(row, mapping))
        except Invalid as error:
            faults = [asdict(each) for each in error.faults]
            rejects.append(as_line({"row": number, "rejected": True, "faults": faults}))


def _warned(warnings: Sequence[EntryWarning]) -> Iterator[bytes]:
    for each in warnings:
        fault = {"field": each.field, "reason": each.reason}
        yield as_line({"row": each.index, "rejected": False, "faults": [fault]})
