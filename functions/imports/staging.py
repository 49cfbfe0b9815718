"""A file of rows cut into parts by person, by DuckDB: read once, in bounded memory.

All rows of a person are in one part, so that their newest events are found in it. The parts are the
same each time, so that an import that ended goes on with the parts that are not done.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import duckdb

from functions.domain.column_mapping import ColumnMapping
from functions.errors import FieldFault, Invalid
from functions.imports.codes import code_in_sql
from functions.imports.csv_options import csv_options

ROWS_A_PART = 60_000
SINGLE_ROWS_A_PART = 20_000
"""Of files whose rows stand alone: products, customers."""
MEMORY = "400MB"
"""DuckDB spills what is more to disk: a file twice as long needs no more memory."""
_ROW = "row_in_file"
_CODES = frozenset({"order_id", "user_id", "sku", "product_id"})
Row = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Staged:
    """Parts on disk, and how many rows of the file were read and refused."""

    folder: Path
    parts: int
    rows: int
    refused: int


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raise `Invalid` where DuckDB cannot read a file, unless memory ended."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0].replace(str(path), path.name)
        raise Invalid(FieldFault("file", f"cannot be read: {reason}")) from error


def connect(scratch: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={"temp_directory": str(scratch / "spill"), "memory_limit": MEMORY}
    )
    connection.execute("SET enable_progress_bar = false")
    return connection


def source_of(path: Path) -> str:
    """The SQL that reads a file; of files of text every column as text."""
    literal = text(path)
    if path.suffix == ".parquet":
        return _flat(f"read_parquet({literal})")
    return f"read_csv({literal}, {csv_options(path)})"


def _flat(source: str) -> str:
    """The SQL of a source whose columns may have fields: each field is one more, `customer.id`."""
    with duckdb.connect() as connection:
        described = connection.execute(f"DESCRIBE FROM {source}").fetchall()
        fields = [
            f"{_name(name)}.{_name(each)} AS {_name(f'{name}.{each}')}"
            for name, kind, *_ in described
            if kind.startswith("STRUCT(") and not kind.endswith("]")
            for each, _ in connection.type(kind).children
        ]
    return f"(SELECT *, {', '.join(fields)} FROM {source})" if fields else source  # noqa: S608


def columns_of(connection: duckdb.DuckDBPyConnection, source: str) -> list[str]:
    found = connection.execute(f"DESCRIBE FROM {source}").fetchall()
    return [str(row[0]) for row in found]


def sample(
    connection: duckdb.DuckDBPyConnection, source: str, mapping: ColumnMapping, size: int
) -> list[Row]:
    """The first rows of a file, by field."""
    query = f"SELECT {_fields(mapping)} FROM {source} LIMIT {size}"  # noqa: S608 quoted
    found = connection.execute(query)
    names = [each[0] for each in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def first_values(
    connection: duckdb.DuckDBPyConnection, source: str, column: str, most: int
) -> list[str]:
    """The first values of a column, without empty ones."""
    query = f"SELECT {_name(column)}::VARCHAR AS value FROM {source}"  # noqa: S608 quoted
    found = connection.execute(f"FROM ({query}) WHERE trim(value) <> '' LIMIT {most}")
    return [str(row[0]) for row in found.fetchall()]


def is_day_first(connection: duckdb.DuckDBPyConnection, source: str, column: str) -> bool:
    """Whether dates like 1/2/2025 begin with the day: unless only a month fits into their place."""
    date = r"^\s*(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2}(?:\D|$))"
    parts = [
        f"max(TRY_CAST(regexp_extract({_name(column)}::VARCHAR, $1, {n}) AS INT))" for n in (1, 2)
    ]
    query = f"SELECT {', '.join(parts)} FROM {source}"  # noqa: S608 quoted
    first, second = connection.execute(query, [date]).fetchall()[0]
    return not ((second or 0) > 12 >= (first or 0))


def stage(
    connection: duckdb.DuckDBPyConnection, source: str, mapping: ColumnMapping, folder: Path
) -> Staged:
    """Write the parts below `folder`, or find those of an earlier run."""
    # Exports name the customer in an order's first row only.
    names = [n for n in ("user_id", "email") if n in mapping.columns]
    of_order = [f"max({name}) OVER (PARTITION BY order_id)" for name in names]
    person = ", ".join([*of_order, "order_id"])

    def part(parts: int) -> str:
        return f"hash(coalesce({person})) % {parts}"

    return _stage(connection, source, folder, _Cut(_fields(mapping), ROWS_A_PART, part))


def stage_rows(connection: duckdb.DuckDBPyConnection, source: str, folder: Path) -> Staged:
    """Write parts of a file whose rows stand alone, in their order."""

    def part(_: int) -> str:
        return f"({_ROW} - 1) // {SINGLE_ROWS_A_PART}"

    return _stage(connection, source, folder, _Cut("COLUMNS(*)::VARCHAR", SINGLE_ROWS_A_PART, part))


class _Cut(NamedTuple):
    """How a file is cut, in SQL: its columns, and by the number of parts the part of a row."""

    columns: str
    rows_a_part: int
    part: Callable[[int], str]


def _stage(connection: duckdb.DuckDBPyConnection, source: str, folder: Path, cut: _Cut) -> Staged:
    done, refused = folder / "parts", folder / "refused_rows.csv"
    if not done.exists():
        half = folder / "half"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        rows = count(connection, f"FROM {source}")
        parts = max(1, -(-rows // cut.rows_a_part))
        query = f"""
            COPY (SELECT *, {cut.part(parts)} AS part
                  FROM (SELECT {cut.columns}, row_number() OVER () AS {_ROW} FROM {source}))
            TO {text(half)} (FORMAT parquet, PARTITION_BY (part), OVERWRITE_OR_IGNORE)
        """  # noqa: S608 quoted
        connection.execute(query)
        _write_refused(connection, refused)
        (half / "counts").write_text(f"{rows} {parts}")
        half.replace(done)
    return _staged(done, refused)


def single_rows_of(
    connection: duckdb.DuckDBPyConnection, staged: Staged, part: int
) -> Iterator[tuple[int, Row]]:
    """The rows of such a part, each with its number in the file."""
    for row in _rows_of(connection, staged, part, order_by=_ROW):
        yield int(row.pop(_ROW) or 0), row


def _staged(done: Path, refused: Path) -> Staged:
    rows, parts = map(int, (done / "counts").read_text().split())
    bad = max(0, len(refused.read_text("utf-8").splitlines()) - 1) if refused.exists() else 0
    return Staged(done, parts, rows, bad)


def orders_of(
    connection: duckdb.DuckDBPyConnection, staged: Staged, part: int
) -> Iterator[tuple[str | None, list[Row]]]:
    """The orders of a part, each with its rows, in the order of the file."""
    rows = _rows_of(connection, staged, part, order_by=f"order_id, {_ROW}")
    for order, own in groupby(rows, key=itemgetter("order_id")):
        yield order, list(own)


def _rows_of(
    connection: duckdb.DuckDBPyConnection, staged: Staged, part: int, *, order_by: str
) -> Iterator[Row]:
    folder = staged.folder / f"part={part}"
    if not folder.exists():
        return
    files = text(folder / "*.parquet")
    query = f"FROM read_parquet({files}, hive_partitioning = false) ORDER BY {order_by}"
    found = connection.execute(query)
    names = [each[0] for each in found.description]
    while batch := found.fetchmany(10_000):
        for values in batch:
            yield dict(zip(names, values, strict=True))


def _fields(mapping: ColumnMapping) -> str:
    columns = [
        f"{_value(name, column, mapping)} AS {name}"
        for name, column in mapping.columns.items()
        if name != "clock"
    ]
    fixed = [
        f"{text(value)} AS {name}"
        for name, value in mapping.constants.items()
        if name not in mapping.columns
    ]
    return ", ".join([*columns, *fixed])


def _value(name: str, column: str, mapping: ColumnMapping) -> str:
    text_of = f"{_name(column)}::VARCHAR"
    clock = mapping.columns.get("clock")
    if name == "time" and clock:
        return _day_and_hour(text_of, f"{_name(clock)}::VARCHAR")
    return code_in_sql(text_of) if name in _CODES else text_of


def _day_and_hour(day: str, clock: str) -> str:
    """The SQL of a time in two columns; the second may as well have all of it."""
    return f"""
        CASE WHEN regexp_matches({clock}, '^\\s*\\d{{1,2}}([:.]\\d|\\s*[aApP])')
             THEN {day} || ' ' || trim({clock})
             ELSE coalesce(nullif(trim({clock}), ''), {day}) END
    """


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def text(value: str | Path) -> str:
    """A literal of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The number of rows of a query that begins with FROM."""
    row = connection.execute(f"SELECT count(*) {query}").fetchone()
    return int(row[0]) if row else 0


def _write_refused(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Rows that are no rows: too many columns, bad quotes, or bytes that are no text."""
    columns = "line, column_name, error_type, error_message, csv_line"
    query = f"SELECT DISTINCT ON (line) {columns} FROM reject_errors ORDER BY line, column_idx"  # noqa: S608
    try:
        connection.execute(f"COPY ({query}) TO {text(path)} (HEADER)")
    except duckdb.CatalogException:
        path.unlink(missing_ok=True)
