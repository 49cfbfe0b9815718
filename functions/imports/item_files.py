"""Files of products as rows of texts by column: CSV, TSV, Parquet, and Google Merchant's XML."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

import duckdb

from functions.domain.reading.unreadable import Unreadable
from functions.errors import FieldFault, Invalid
from functions.imports import staging
from functions.imports.feed_text import texts_of
from functions.imports.shop_rows import columns_added, completed
from functions.imports.text_encoding import opened

_XML = frozenset({".xml", ".rss", ".atom"})
_ENTRIES = frozenset({"item", "entry"})
_LOOKED_AT = 200
Row = dict[str, str | None]


def is_xml(path: Path) -> bool:
    """Whether a file is a feed in XML, packed or not, by its name."""
    return bool({each.lower() for each in path.suffixes[-2:]} & _XML)


def columns_in(path: Path) -> list[str]:
    """The columns of a file; of XML the fields of its first products.

    Raises:
        Invalid: it is empty, or cannot be read.
    """
    if not path.stat().st_size:
        raise Invalid(FieldFault("file", "is empty"))
    if is_xml(path):
        names: dict[str, None] = {}
        for _, row in zip(range(_LOOKED_AT), _xml_rows(path), strict=False):
            names.update(dict.fromkeys(row))
        return list(names)
    with _reading(path) as connection:
        columns = staging.columns_of(connection, staging.source_of(path))
    return [*columns, *columns_added(columns)]


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of a file, read a few thousand at a time, each with what others say of it."""
    if is_xml(path):
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
    try:
        for element in _elements(path):
            if _local(element.tag) in _ENTRIES:
                yield _row(element)
                element.clear()
    except (ParseError, EOFError) as error:
        raise Invalid(FieldFault("file", f"is no XML: {error}")) from error
    except Unreadable as error:
        raise Invalid(FieldFault("file", str(error))) from error


def _elements(path: Path) -> Iterator[Element]:
    """The elements of a file, packed or not."""
    parser: XMLPullParser[Element] = XMLPullParser(["end"])
    with opened(path) as file:
        for text in texts_of(file):
            parser.feed(text)
            yield from _ended(parser)
    parser.close()
    yield from _ended(parser)


def _ended(parser: "XMLPullParser[Element]") -> Iterator[Element]:
    """The elements that ended since the last call."""
    for event in parser.read_events():
        yield cast("tuple[str, Element]", event)[1]


def _row(element: Element) -> Row:
    found: Row = {}
    for child in element:
        text = (child.text or "").strip() or child.get("href")
        found.setdefault(_local(child.tag), text)
    return found


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
