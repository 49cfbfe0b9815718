"""The people who can be asked about a held-out time, and how many people had met each group."""

import duckdb
import numpy as np
from numpy.typing import NDArray

from model.evaluation.split import Split

SAMPLE = 50_000
"""People that are counted for how well a group is known: twice as many at most."""


def active_people(
    connection: duckdb.DuckDBPyConnection, split: Split
) -> tuple[str, NDArray[np.int32]]:
    """Return the kinds of interaction that count, and the people [k] with one in the window.

    Those are purchases; in a window without any, the kinds that show interest.
    """
    for kinds in ("'purchase'", "'view', 'click', 'wishlist', 'cart'"):
        people = connection.execute(
            "SELECT DISTINCT person FROM coded "  # noqa: S608 constants
            f'WHERE "at" > $1 AND "at" <= $2 AND kind IN ({kinds}) ORDER BY person',
            [split.cut, split.until],
        ).fetchnumpy()["person"]
        if len(people):
            break
    return kinds, np.asarray(people, np.int32)


def count_active(connection: duckdb.DuckDBPyConnection, split: Split) -> int:
    """Return the number of people who can be asked about a split."""
    _, people = active_people(connection, split)
    return len(people)


def people_per_group(
    connection: duckdb.DuckDBPyConnection, split: Split, groups: int, *, seed: int
) -> tuple[NDArray[np.int64], int]:
    """Return the number of people who met each group up to the cut, [groups], and of all people.

    Of very many people at least `SAMPLE` are counted, drawn evenly.
    """
    (last,) = connection.execute("SELECT coalesce(max(person), 0) FROM coded").fetchall()[0]
    found = connection.execute(
        "SELECT coalesce(grp, $4) AS grp, count(DISTINCT person) AS n FROM coded "
        'WHERE "at" <= $1 AND ($2 + person) % $3 = 0 GROUP BY GROUPING SETS ((grp), ())',
        [split.cut, seed, max(last // SAMPLE, 1), groups],
    ).fetchnumpy()
    numbers = np.zeros(groups + 1, np.int64)  # the last is that of all people
    numbers[found["grp"]] = found["n"]
    return numbers[:-1], int(numbers[-1])
