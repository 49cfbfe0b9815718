"""Rows that spreadsheets leave uneven: without the empty cells at their end, or ended in two ways.

Excel writes no separators behind the last cell that is filled, in each block of 16 rows where the
cells of a column are empty. DuckDB refuses rows that are shorter than the header.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SEPARATORS = ",;\t|"
_QUOTED = re.compile('"[^"]*"')
LONGEST_ROW = 16_000_000
"""Bytes or signs: descriptions of products may have pictures in them."""
_FEW = 2
"""Short rows by which they are the program's way; one alone was cut."""


@dataclass(frozen=True, slots=True)
class Unevenness:
    """What is uneven in a table: `separators` a row are missing at the end of some, or none."""

    separator: str = ","
    separators: int = 0
    has_two_ends: bool = False


EVEN = Unevenness()


def unevenness_of(text: str) -> Unevenness:
    """What is uneven in the first text of a table."""
    rows = list(_rows([text]))
    header = _plain(rows[0]) if rows else ""
    separator = max(SEPARATORS, key=header.count)
    most = header.count(separator)
    whole = (_plain(row) for row in rows[1:] if row.endswith("\n") and row.strip())
    short = sum(row.count(separator) < most for row in whole)
    ends = {row.endswith("\r\n") for row in rows if row.endswith("\n")}
    if short < _FEW:
        return Unevenness(has_two_ends=len(ends) > 1)
    return Unevenness(separator, most, has_two_ends=len(ends) > 1)


def evened(texts: Iterable[str], uneven: Unevenness) -> Iterator[str]:
    """Yield the text of a table row by row, each with all separators, and all ended in one way."""
    for row in _rows(texts):
        content = row.rstrip("\r\n")
        end = row[len(content) :]
        missing = uneven.separators - _plain(content).count(uneven.separator) if content else 0
        end = "\n" if end == "\r\n" and uneven.has_two_ends else end
        yield f"{content}{uneven.separator * missing}{end}"


def _rows(texts: Iterable[str]) -> Iterator[str]:
    """Yield the rows with their ends; one has several lines where a quoted cell has them."""
    row: list[str] = []
    quotes = size = 0
    for line in _lines(texts):
        row.append(line)
        quotes += line.count('"')
        size += len(line)
        if quotes % 2 == 0 or size > LONGEST_ROW:
            yield "".join(row)
            row, quotes, size = [], 0, 0
    if row:
        yield "".join(row)


def _lines(texts: Iterable[str]) -> Iterator[str]:
    held = ""
    for text in texts:
        *lines, held = (held + text).split("\n")
        yield from (line + "\n" for line in lines)
    if held:
        yield held


def _plain(row: str) -> str:
    """The row without what stands in quotes."""
    return _QUOTED.sub("", row) if '"' in row else row
