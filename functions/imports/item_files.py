"""Files of products as rows of texts by column: CSV, TSV, Parquet, and Google Merchant's XML."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import Element, ParseError, iterparse

import duckdb

from functions.errors import FieldFault, Invalid
from functions.imports import staging
from functions.imports.shop_rows import columns_added, completed

ITEM_FORMATS = frozenset({".xml", ".rss", ".atom"})
_ENTRIES = frozenset({"item", "entry"})
_CHUNK = 1 << 16
_LOOKED_AT = 200
Row = dict[str, str | None]


def columns_in(path: Path) -> list[str]:
    """The columns of a file; of XML the fields of its first products."""
    if path.suffix in ITEM_FORMATS:
        names: dict[str, None] = {}
        for _, row in zip(range(_LOOKED_AT), _xml_rows(path), strict=False):
            names.update(dict.fromkeys(row))
        return list(names)
    with _reading(path) as connection:
        columns = staging.columns_of(connection, staging.source_of(path))
    return [*columns, *columns_added(columns)]


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of a file, read a few thousand at a time, each with what others say of it."""
    if path.suffix in ITEM_FORMATS:
        yield from _xml_rows(path)
        return
    with _reading(path) as connection:
        source = staging.source_of(path)
        names = staging.columns_of(connection, source)
        query = f"SELECT COLUMNS(*)::VARCHAR FROM {source}"  # noqa: S608 quoted
        yield from completed(_fetched(connection.execute(query), names), names)


def _fetched(found: duckdb.DuckDBPyConnection, names: list[str]) -> Iterator[Row]:
    while batch := found.fetchmany(5_000):
        yield from (dict(zip(names, row, strict=True)) for row in batch)


@contextmanager
def _reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with (
        TemporaryDirectory() as scratch,
        staging.reading(path),
        staging.connect(Path(scratch)) as connection,
    ):
        yield connection


def _xml_rows(path: Path) -> Iterator[Row]:
    """The products of an RSS or Atom feed, by the fields' names without their namespace.

    Raises:
        Invalid: it is no XML, or declares entities, which may unfold without bound.
    """
    with path.open("rb") as file:
        if re.search(rb"<!(DOCTYPE|ENTITY)", file.read(_CHUNK)):
            raise Invalid(FieldFault("file", "XML with a DOCTYPE is not read"))
        file.seek(0)
        try:
            for _, element in iterparse(file):  # noqa: S314 without entities
                if _local(element.tag) in _ENTRIES:
                    yield _row(element)
                    element.clear()
        except ParseError as error:
            raise Invalid(FieldFault("file", f"is no XML: {error}")) from error


def _row(element: Element) -> Row:
    found: Row = {}
    for child in element:
        text = (child.text or "").strip() or child.get("href")
        found.setdefault(_local(child.tag), text)
    return found


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
