"""Who can be asked about a held-out time, and how known each group was before it."""

import duckdb
import numpy as np
from numpy.typing import NDArray

from model.evaluation.split import Split

SAMPLE = 50_000
"""People from whom it is told how known a group is: twice as many at most."""


def active(connection: duckdb.DuckDBPyConnection, split: Split) -> tuple[str, NDArray[np.int32]]:
    """Return who bought in the window, else who showed interest; and the kinds that say so."""
    for kinds in ("'purchase'", "'view', 'click', 'wishlist', 'cart'"):
        people = connection.execute(
            "SELECT DISTINCT person FROM coded "  # noqa: S608 constants
            f'WHERE "at" > $1 AND "at" <= $2 AND kind IN ({kinds}) ORDER BY person',
            [split.cut, split.until],
        ).fetchnumpy()["person"]
        if len(people):
            break
    return kinds, np.asarray(people, np.int32)


def how_many(connection: duckdb.DuckDBPyConnection, split: Split) -> int:
    """Return how many people a split could ask."""
    _, people = active(connection, split)
    return len(people)


def met(
    connection: duckdb.DuckDBPyConnection, split: Split, groups: int, *, seed: int
) -> tuple[NDArray[np.int64], int]:
    """Return by how many people each group was met up to the cut, [groups], and their number.

    Of very many people `SAMPLE` and more are counted, drawn evenly.
    """
    (last,) = connection.execute("SELECT coalesce(max(person), 0) FROM coded").fetchall()[0]
    found = connection.execute(
        "SELECT coalesce(grp, $4) AS grp, count(DISTINCT person) AS n FROM coded "
        'WHERE "at" <= $1 AND ($2 + person) % $3 = 0 GROUP BY GROUPING SETS ((grp), ())',
        [split.cut, seed, max(last // SAMPLE, 1), groups],
    ).fetchnumpy()
    numbers = np.zeros(groups + 1, np.int64)  # the last is that of everybody
    numbers[found["grp"]] = found["n"]
    return numbers[:-1], int(numbers[-1])
