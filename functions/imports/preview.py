"""The first rows of a file as Hilo would read them, and what it would warn of."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from functions.bootstrap import utc_now_ms
from functions.domain.column_mapping import ColumnMapping
from functions.errors import Invalid
from functions.imports import staging
from functions.imports.event_files import first_events
from functions.imports.import_output import ImportOutput
from functions.imports.item_files import rows_of
from functions.imports.item_rows import item_body
from functions.imports.part_read import faults_of
from functions.imports.put_customers import customer_row
from functions.imports.read_events import EventReader
from functions.imports.read_orders import OrderReader
from functions.ports.local.folder_blobs import FolderBlobs
from functions.services.catalogue.item_reading import item_reading
from functions.stream.lake_line import lake_line

FEW = 5
ROWS = 50


def preview_of_orders(path: Path, mapping: ColumnMapping) -> Iterator[dict[str, Any]]:
    """At most five orders; of the last one some rows may lie outside of the rows that are read."""
    reader = OrderReader(_nowhere(utc_now_ms()), b"preview", mapping.day_first)
    with TemporaryDirectory() as scratch, staging.connect(Path(scratch)) as connection:
        source = staging.source_of(path)
        rows = staging.sample(connection, source, mapping, ROWS)
    orders = [(key, list(own)) for key, own in groupby(rows, key=lambda row: row["order_id"])]
    for order_id, own in orders[:FEW]:
        try:
            readings = reader.read(order_id, own)
        except Invalid as error:
            yield {"rejected": faults_of(error), "rows": own}
        else:
            for reading in readings:
                warnings = [asdict(each) for each in reading.dropped]
                yield {"event": lake_line(reading.event), "warnings": warnings}


def preview_of_events(path: Path, now: int) -> Iterator[dict[str, Any]]:
    """The first events; `now` in UTC ms."""
    reader = EventReader(_nowhere(now), b"preview")
    for place, text in enumerate(first_events(path, FEW), start=1):
        try:
            reading = reader.read(place, text)
        except (Invalid, ValueError) as error:
            yield {"rejected": faults_of(error), "line": place}
        else:
            warnings = [asdict(each) for each in reading.dropped]
            yield {"event": lake_line(reading.event), "warnings": warnings}


def preview_of_items(path: Path, mapping: ColumnMapping, now: int) -> Iterator[dict[str, Any]]:
    """The first items; `now` in UTC ms."""
    for row in islice(rows_of(path), FEW):
        try:
            found = item_reading(item_body(row, mapping), now=now)
        except Invalid as error:
            yield {"rejected": faults_of(error), "row": row}
        else:
            item = found.item.model_dump(exclude_defaults=True)
            yield {"item": item, "warnings": [asdict(each) for each in found.dropped]}


def preview_of_customers(path: Path, mapping: ColumnMapping) -> Iterator[dict[str, Any]]:
    """The first customers, with what they agreed to."""
    for row in islice(rows_of(path), FEW):
        try:
            found = customer_row(row, mapping)
        except Invalid as error:
            yield {"rejected": faults_of(error), "row": row}
        else:
            customer_of = {"user_id": found.user_id, **found.addresses, **found.traits}
            warnings = [asdict(each) for each in found.details.dropped]
            yield {"customer": customer_of, "consent": found.consents, "warnings": warnings}


def _nowhere(now: int) -> ImportOutput:
    """Where a preview writes to, which is nowhere."""
    return ImportOutput("preview", now, FolderBlobs(Path()), "", Path())
