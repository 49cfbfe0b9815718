"""The first orders of a file as Hilo would read them, and what it would warn of."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from functions.bootstrap import utc_now_ms
from functions.errors import Invalid
from functions.stream.lake_line import lake_line
from local.feeds import staging
from local.feeds.import_folder import ImportFolder
from local.feeds.mapping import ColumnMapping
from local.feeds.read_part import OrderReader

ROWS = 50
ORDERS = 5


def preview_of_orders(path: Path, mapping: ColumnMapping) -> Iterator[dict[str, Any]]:
    """At most five orders; of the last one some rows may lie outside of the rows that are read."""
    folder = ImportFolder("preview", Path(), utc_now_ms())
    reader = OrderReader(folder, b"preview", mapping.day_first)
    with TemporaryDirectory() as scratch, staging.connect(Path(scratch)) as connection:
        source = staging.source_of(path)
        rows = staging.sample(connection, source, mapping, ROWS)
    orders = [(key, list(own)) for key, own in groupby(rows, key=lambda row: row["order_id"])]
    for order_id, own in orders[:ORDERS]:
        try:
            readings = reader.read(order_id, own)
        except Invalid as error:
            yield {"rejected": [asdict(each) for each in error.faults], "rows": own}
        else:
            for reading in readings:
                warnings = [asdict(each) for each in reading.dropped]
                yield {"event": lake_line(reading.event), "warnings": warnings}


def with_date_order(path: Path, mapping: ColumnMapping) -> ColumnMapping:
    """The mapping with the order of day and month that the file's dates show."""
    column = mapping.columns.get("time")
    if column is None or path.suffix == ".parquet":
        return mapping
    with TemporaryDirectory() as scratch, staging.connect(Path(scratch)) as connection:
        source = staging.source_of(path)
        return replace(mapping, day_first=staging.is_day_first(connection, source, column))
