"""Import a file of products or customers, row by row."""

import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from functions.bootstrap import Services
from functions.domain.column_mapping import ColumnMapping
from functions.imports.item_files import rows_of
from functions.imports.part_read import PartSoFar
from functions.imports.put_customers import PutCustomers, put_customers
from functions.imports.put_items import put_items
from functions.imports.staging import Row
from functions.ports.lake import as_line
from functions.services.catalogue.wiring import put_entries
from functions.snapshot.build import BuildSnapshot
from local.feeds.import_folder import ImportFolder

_WRITERS = 4


def import_items(services: Services, path: Path, mapping: ColumnMapping) -> dict[str, Any]:
    """Put every item of a file; an item that did not change is not written. Safe to do again."""
    with ThreadPoolExecutor(_WRITERS) as pool:
        put = put_entries(services, pool)
        report = _import(path, lambda rows, read: put_items(put, rows, mapping, read))
    BuildSnapshot(services)()
    return report


def import_customers(
    services: Services, path: Path, mapping: ColumnMapping, folder: ImportFolder, secret: bytes
) -> dict[str, Any]:
    """Take over every customer of a file; doing it again changes nothing.

    What was agreed to counts from when the file was written, and never later than its first import.
    """
    at = min(int(path.stat().st_mtime * 1000), folder.received_at)
    put = PutCustomers(services, folder.id, folder.received_at, secret, at=at)
    return _import(path, lambda rows, read: put_customers(put, rows, mapping, read))


def _import(
    path: Path, put: Callable[[Iterable[tuple[int, Row]], PartSoFar], Iterator[int]]
) -> dict[str, Any]:
    read = PartSoFar()
    with tqdm(unit=" rows", file=sys.stderr) as bar:
        for rows in put(enumerate(rows_of(path), start=1), read):
            bar.update(rows)
    return {**asdict(read.counts), "rejects": b"".join(map(as_line, read.rejects))}
