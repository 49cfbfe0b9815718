"""Queries of the placements that know more than the person: a product, a cart, an order.

Each is the first of its kind after the cut, so that the history at the cut is the one that serving
would have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, islice
from operator import itemgetter

import duckdb
import numpy as np

from model.dataset.vocabulary import Vocabulary
from model.evaluation.cases import Case
from model.evaluation.split import Split
from model.query import Query

AT_MOST = 300
"""Queries that a placement is measured by."""


@dataclass(frozen=True)
class ContextQuery:
    """A query, and the groups of the person's next interactions that it does not contain."""

    query: Query
    relevant: frozenset[str]


Rows = list[tuple[str, str]]
"""Items and their groups, in the order of the visit."""


def read_context_queries(
    connection: duckdb.DuckDBPyConnection,
    vocabulary: Vocabulary,
    split: Split,
    cases: Sequence[Case],
    group_of: Mapping[str, str],
    *,
    n: int,
    gap_ms: int,
    at_most: int = AT_MOST,
) -> list[ContextQuery]:
    """Return the queries of the people in `cases`, at most `at_most` a placement.

    `group_of`: item to group. Rankers are taught and measured by the same queries.

    product: the first item of a person's first visit, and the other items of it. A visit ends with
    a pause of `gap_ms` (ms). cart: half of the items of their first order, and the other half.
    post_purchase: the order before the cut, and the new items of the order after it.
    """
    table = connection, vocabulary, cases
    visits = _by_person(*table, _VISITS, [split.cut, split.until, gap_ms])
    orders = _by_person(*table, _ORDERS, [split.cut, split.until])
    found: list[ContextQuery] = []
    bought = partial(_post_purchase, group_of)
    for ask, rows in ((_product, visits), (_cart, orders), (bought, orders)):
        asked = (
            ask(Query("home", n, split.cut, case.history), rows[case.person])
            for case in cases
            if case.person in rows
        )
        found += islice((each for each in asked if each.relevant), at_most)
    return found


def _product(query: Query, rows: Rows) -> ContextQuery:
    page, group = rows[0]
    return ContextQuery(
        replace(query, placement="product", item_id=page),
        frozenset(name for _, name in rows) - {group},
    )


def _cart(query: Query, rows: Rows) -> ContextQuery:
    half = (len(rows) + 1) // 2
    cart, rest = rows[:half], rows[half:]
    history = replace(query.history, cart=tuple(item for item, _ in cart))
    return ContextQuery(
        replace(query, placement="cart", history=history),
        frozenset(name for _, name in rest).difference(name for _, name in cart),
    )


def _post_purchase(group_of: Mapping[str, str], query: Query, rows: Rows) -> ContextQuery:
    before = {group_of[item] for item in query.history.last_order()}
    new = frozenset(name for _, name in rows) - before
    return ContextQuery(replace(query, placement="post_purchase"), new if before else frozenset())


def _by_person(
    connection: duckdb.DuckDBPyConnection,
    vocabulary: Vocabulary,
    cases: Sequence[Case],
    query: str,
    parameters: list[int],
) -> dict[int, Rows]:
    people = np.array([case.person for case in cases], np.int32)
    connection.register("asked_in", {"person": people})
    rows = connection.execute(query, parameters).fetchall()
    connection.unregister("asked_in")
    return {
        person: [(vocabulary.items[item], vocabulary.groups[group]) for _, item, group in theirs]
        for person, theirs in groupby(rows, key=itemgetter(0))
    }


_VISITS = """
    WITH later AS (
        SELECT person, event, item, grp, "at",
               "at" - lag("at") OVER (PARTITION BY person ORDER BY "at", event) > $3 AS apart
        FROM coded SEMI JOIN asked_in USING (person)
        WHERE "at" > $1 AND "at" <= $2
          AND kind IN ('view', 'click', 'wishlist', 'cart', 'purchase')
    ), visits AS (
        SELECT *, count(*) FILTER (apart) OVER (
            PARTITION BY person ORDER BY "at", event ROWS UNBOUNDED PRECEDING) AS before
        FROM later
    )
    SELECT person, item, grp FROM visits WHERE before = 0
    ORDER BY person, "at", event, hash(item), item
"""

_ORDERS = """
    WITH later AS (
        SELECT person, event, item, grp, first_value(event)
                   OVER (PARTITION BY person ORDER BY "at", event) AS first
        FROM coded SEMI JOIN asked_in USING (person)
        WHERE "at" > $1 AND "at" <= $2 AND kind = 'purchase'
    )
    SELECT person, item, grp FROM later WHERE event = first ORDER BY person, hash(item), item
"""
