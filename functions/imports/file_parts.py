"""From a file to its parts: how its columns are read, how it is cut, and who reads a part."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from functions.domain.column_mapping import ColumnMapping, Kind
from functions.imports import staging
from functions.imports.event_files import is_archive, stage_events
from functions.imports.import_output import ImportOutput
from functions.imports.item_files import columns_in, is_xml, rows_of
from functions.imports.mapping import checked, guessed
from functions.imports.part_read import PartRead
from functions.imports.person_column import without_names
from functions.imports.read_events import EventReader, read_events
from functions.imports.read_orders import OrderReader, read_orders
from functions.imports.shop_rows import needs_completion
from functions.imports.staging import Staged


def suggested_mapping(path: Path, kind: Kind | None, constants: Mapping[str, str]) -> ColumnMapping:
    """The mapping that the columns' names suggest, with the order of day and month of its dates.

    Raises:
        Invalid: the file cannot be read, or lacks a column that is needed.
    """
    if is_archive(path):
        return ColumnMapping("events", {})
    kind = "items" if is_xml(path) else kind
    columns = columns_in(path)
    mapping = checked(without_names(path, guessed(kind, columns, constants)), columns)
    return with_date_order(path, mapping)


def with_date_order(path: Path, mapping: ColumnMapping) -> ColumnMapping:
    """The mapping with the order of day and month that the file's dates show."""
    column = mapping.columns.get("time")
    if column is None or path.suffix == ".parquet":
        return mapping
    with (
        TemporaryDirectory() as scratch,
        staging.reading(path),
        staging.connect(Path(scratch)) as connection,
    ):
        source = staging.source_of(path)
        return replace(mapping, day_first=staging.is_day_first(connection, source, column))


def cut(path: Path, mapping: ColumnMapping, scratch: Path) -> Staged:
    """Cut a file into parts below `scratch`; the parts are the same each time.

    Raises:
        Invalid: the file cannot be read.
    """
    with staging.reading(path), staging.connect(scratch) as connection:
        if mapping.kind == "events":
            return stage_events(connection, path, scratch)
        if mapping.kind == "orders":
            return staging.stage(connection, staging.source_of(path), mapping, scratch)
        return staging.stage_rows(connection, _rows_source(path, scratch), scratch)


def part_reader(
    mapping: ColumnMapping, output: ImportOutput, secret: bytes
) -> Callable[[Staged, int], PartRead]:
    """What reads a part of orders or events; it touches no table and runs in any process."""
    if mapping.kind == "events":
        return partial(read_events, EventReader(output, secret))
    return partial(read_orders, OrderReader(output, secret, mapping.day_first))


def _rows_source(path: Path, scratch: Path) -> str:
    """The SQL that reads rows; those of XML, and that lean on others, become JSON lines first."""
    if not is_xml(path) and not needs_completion(columns_in(path)):
        return staging.source_of(path)
    scratch.mkdir(parents=True, exist_ok=True)
    lines = scratch / "rows.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows_of(path))
    return f"read_json({staging.text(lines)}, format = 'newline_delimited', sample_size = -1)"
