"""Put rows of a file of products: items into the catalogue, stock where the file has it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from functions.domain.column_mapping import ColumnMapping
from functions.errors import FieldFault, Invalid
from functions.imports.item_rows import item_body
from functions.imports.part_read import PartSoFar
from functions.imports.staging import Row
from functions.services.catalogue.item_reading import ItemReading
from functions.services.catalogue.put_entries import PutEntries

CHUNK = 500


def put_items(
    put: PutEntries, rows: Iterable[tuple[int, Row]], mapping: ColumnMapping, read: PartSoFar
) -> Iterator[int]:
    """Put the items of numbered rows, and yield how many rows were done each time.

    An item that did not change is not written.
    """
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        read.rows += len(chunk)
        readings = dict(_readings(chunk, mapping, put, read))
        _, warnings = put.store(readings)
        dropped: defaultdict[int, list[FieldFault]] = defaultdict(list)
        for each in warnings:
            dropped[each.index].append(FieldFault(each.field, each.reason))
        for number in readings:
            read.accept({"row": number}, dropped[number])
        yield len(chunk)


def _readings(
    rows: list[tuple[int, Row]], mapping: ColumnMapping, put: PutEntries, read: PartSoFar
) -> Iterator[tuple[int, ItemReading]]:
    """Yield the items of numbered rows; a row that is none is refused."""
    for number, row in rows:
        try:
            yield number, put.read(item_body(row, mapping))
        except Invalid as error:
            read.refuse({"row": number}, error)
