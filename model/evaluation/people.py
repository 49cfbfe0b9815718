"""What serving would have known of each person at the cut, and what they then bought."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np

from model.evaluation.split import DAY_MS, Split
from model.query import History, Interaction, Purchased
from model.training.vocabulary import Vocabulary

NEWEST = 60
BOUGHT = 200
"""A profile holds no more than these; measuring with more would flatter."""


@dataclass(frozen=True)
class Case:
    """One person: the history at the cut, all items known then, the groups to be found."""

    history: History
    seen: frozenset[str]
    relevant: frozenset[str]
    fresh: frozenset[str]


def cases(
    connection: duckdb.DuckDBPyConnection,
    words: Vocabulary,
    split: Split,
    *,
    at_most: int,
    seed: int,
) -> list[Case]:
    """Return a case for everybody who bought in the window (or did anything, if nobody bought)."""
    relevant = _relevant(connection, split)
    people = np.array(sorted(relevant), np.int32)
    if len(people) > at_most:
        people = np.sort(np.random.default_rng(seed).choice(people, at_most, replace=False))
    connection.register("asked_in", {"person": people})
    connection.execute("CREATE OR REPLACE TABLE asked AS SELECT * FROM asked_in")
    connection.unregister("asked_in")
    newest, bought, seen = (
        _by_person(connection, query, split.cut) for query in (_INTERACTIONS, _PURCHASED, _SEEN)
    )
    made = []
    for person in people.tolist():
        history = History(
            tuple(Interaction(words.items[i], kind, at) for i, kind, at in newest[person]),
            tuple(Purchased(words.items[i], n, day) for i, n, day in bought[person]),
        )
        known = {words.items[item] for item, _ in seen[person]}
        groups = {words.groups[group] for group in relevant[person]}
        fresh = groups - {words.groups[group] for _, group in seen[person]}
        made.append(Case(history, frozenset(known), frozenset(groups), frozenset(fresh)))
    return made


_INTERACTIONS = f"""
    SELECT person, item, kind, "at" FROM coded SEMI JOIN asked USING (person) WHERE "at" <= $1
    QUALIFY row_number() OVER (PARTITION BY person ORDER BY "at" DESC, event DESC, item) <= {NEWEST}
    ORDER BY person, "at" DESC, event DESC, item
"""

_PURCHASED = f"""
    SELECT person, item, count(*) AS n, max("at") // {DAY_MS} AS day
    FROM coded SEMI JOIN asked USING (person) WHERE "at" <= $1 AND kind = 'purchase'
    GROUP BY person, item
    QUALIFY row_number() OVER (PARTITION BY person ORDER BY n DESC, day DESC, item) <= {BOUGHT}
    ORDER BY person, n DESC, day DESC, item
"""  # noqa: S608 numbers of ours

_SEEN = """
    SELECT DISTINCT person, item, grp FROM coded SEMI JOIN asked USING (person)
    WHERE "at" <= $1 ORDER BY person, item
"""


def _relevant(connection: duckdb.DuckDBPyConnection, split: Split) -> dict[int, set[int]]:
    """Return the groups each person bought in the window, else those they showed interest in."""
    for kinds in ("'purchase'", "'view', 'click', 'wishlist', 'cart'"):
        rows = connection.execute(
            "SELECT DISTINCT person, grp FROM coded "  # noqa: S608 constants
            f'WHERE "at" > $1 AND "at" <= $2 AND kind IN ({kinds})',
            [split.cut, split.until],
        ).fetchall()
        if rows:
            break
    found: dict[int, set[int]] = defaultdict(set)
    for person, group in rows:
        found[person].add(group)
    return found


def _by_person(
    connection: duckdb.DuckDBPyConnection, query: str, cut: int
) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for person, *rest in _rows(connection, query, cut):
        found[person].append(tuple(rest))
    return found


def _rows(connection: duckdb.DuckDBPyConnection, query: str, cut: int) -> Iterator[tuple[Any, ...]]:
    connection.execute(query, [cut])
    while block := connection.fetchmany(10_000):
        yield from block
