"""Rows above the header of a file: what a report's title, its period or its shop are written in."""

import csv
from collections.abc import Iterable

from functions.imports.column_names import CUSTOMERS, ITEMS, ORDERS
from functions.imports.mapping import names_of
from functions.imports.uneven_rows import SEPARATORS

_MOST_ROWS = 30
_LONGEST = 20_000
"""Characters of the rows that are looked at."""
_KNOWN = frozenset(
    name for fields in (ORDERS, ITEMS, CUSTOMERS) for names in fields.values() for name in names
)
_IDS = frozenset((*ORDERS["order_id"], *ITEMS["item_id"], *CUSTOMERS["user_id"]))


def without_titles(text: str) -> str:
    """The text of a file from its header on, where rows stand above it; else as it is.

    A header is the first row that names an id and one more column that is known, in a cell each.
    """
    above = quotes = 0
    for row in text[:_LONGEST].splitlines(keepends=True)[:_MOST_ROWS]:
        is_within_a_cell = quotes % 2
        if not is_within_a_cell and _is_header(row):
            return text[above:]
        above += len(row)
        quotes += row.count('"')
    return text


def _is_header(row: str) -> bool:
    found = [known for cell in _cells(row) if (known := _KNOWN.intersection(names_of(cell)))]
    return len(found) > 1 and any(not known.isdisjoint(_IDS) for known in found)


def _cells(row: str) -> Iterable[str]:
    separator = max(SEPARATORS, key=row.count)
    return next(csv.reader([row], delimiter=separator), ())
