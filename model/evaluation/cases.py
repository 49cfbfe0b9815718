"""The history of each person at the cut, as serving would have it, and their later purchases."""

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from model.dataset.vocabulary import Vocabulary
from model.durations import DAY_MS
from model.evaluation.active_people import active_people
from model.evaluation.split import Split
from model.query import PURCHASE_HALF_LIFE_DAYS, History, Interaction, Purchased

Columns = dict[str, NDArray[Any]]

NEWEST = 60
BOUGHT = 200
"""A profile holds no more interactions and purchases; more would give too high figures."""


@dataclass(frozen=True)
class Case:
    """One person: the history at the cut, all item ids known then, and the relevant groups.

    `fresh` are the relevant groups that were not known; `person` is the code in `coded`.
    """

    history: History
    seen: frozenset[str]
    relevant: frozenset[str]
    fresh: frozenset[str]
    person: int = -1


def read_cases(
    connection: duckdb.DuckDBPyConnection,
    vocabulary: Vocabulary,
    split: Split,
    *,
    at_most: int,
    seed: int,
) -> list[Case]:
    """Return a case for each person who bought in the window, at most `at_most`, drawn by `seed`.

    In a window without purchases, for each person who showed interest.
    """
    kinds, people = active_people(connection, split)
    if len(people) > at_most:
        people = np.sort(np.random.default_rng(seed).choice(people, at_most, replace=False))
    connection.register("asked_in", {"person": people})
    connection.execute("CREATE OR REPLACE TABLE asked AS SELECT * FROM asked_in")
    connection.unregister("asked_in")
    newest, bought, seen = (
        _by_person(connection, query, [split.cut], people)
        for query in (_INTERACTIONS, _PURCHASED, _SEEN)
    )
    relevant = _by_person(connection, _RELEVANT.format(kinds), [split.cut, split.until], people)
    items, groups = np.array(vocabulary.items, object), np.array(vocabulary.groups, object)
    made = []
    for at, person in enumerate(people.tolist()):
        wanted = frozenset(groups[relevant[at]["grp"]].tolist())
        known = seen[at]
        made.append(
            Case(
                History(
                    tuple(
                        map(
                            Interaction,
                            items[newest[at]["item"]],
                            *_lists(newest[at], "kind", "at"),
                        )
                    ),
                    tuple(
                        map(
                            Purchased,
                            items[bought[at]["item"]],
                            *_lists(bought[at], "n", "day", "span", "faded"),
                        )
                    ),
                ),
                frozenset(items[known["item"]].tolist()),
                wanted,
                wanted.difference(groups[known["grp"]].tolist()),
                person,
            )
        )
    return made


_INTERACTIONS = f"""
    SELECT person, item, kind::VARCHAR AS kind, "at" FROM coded SEMI JOIN asked USING (person)
    WHERE "at" <= $1 QUALIFY row_number()
        OVER (PARTITION BY person ORDER BY "at" DESC, event DESC, item) <= {NEWEST}
    ORDER BY person, "at" DESC, event DESC, item
"""  # noqa: S608 numbers of ours

_PURCHASED = f"""
    WITH orders AS (
        SELECT person, item, "at" // {DAY_MS} AS d FROM coded SEMI JOIN asked USING (person)
        WHERE "at" <= $1 AND kind = 'purchase'
    ), ends AS (SELECT person, item, max(d) AS last FROM orders GROUP BY person, item)
    SELECT person, item, count(*) AS n, any_value(last) AS day,
           any_value(last) - min(d) AS span,
           round(sum(1 - pow(0.5, (last - d) / {PURCHASE_HALF_LIFE_DAYS})), 2) AS faded
    FROM orders JOIN ends USING (person, item) GROUP BY person, item
    QUALIFY row_number() OVER (PARTITION BY person ORDER BY n DESC, day DESC, item) <= {BOUGHT}
    ORDER BY person, n DESC, day DESC, item
"""  # noqa: S608 numbers of ours

_RELEVANT = """
    SELECT DISTINCT person, grp FROM coded SEMI JOIN asked USING (person)
    WHERE "at" > $1 AND "at" <= $2 AND kind IN ({}) ORDER BY person, grp
"""

_SEEN = """
    SELECT DISTINCT person, item, grp FROM coded SEMI JOIN asked USING (person)
    WHERE "at" <= $1 ORDER BY person, item
"""


def _by_person(
    connection: duckdb.DuckDBPyConnection, query: str, given: list[int], people: NDArray[np.int32]
) -> list[Columns]:
    """Return the rows of each of people [k], as columns.

    A Python object a row would take minutes.
    """
    found = connection.execute(query, given).fetchnumpy()
    starts = np.searchsorted(found["person"], people)
    ends = np.searchsorted(found["person"], people, side="right")
    return [
        {name: column[start:end] for name, column in found.items()}
        for start, end in zip(starts, ends, strict=True)
    ]


def _lists(columns: Columns, *names: str) -> list[list[Any]]:
    return [columns[name].tolist() for name in names]
