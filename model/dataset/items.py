"""The items of the events, with the group and the category of each."""

from dataclasses import dataclass, replace

import duckdb

from model.catalogue.snapshot import Snapshot


@dataclass(frozen=True)
class Items:
    """Ids in rising order, with the group and the category of each, None where unknown.

    `left_out` is the number of items that are not kept.
    """

    ids: list[str]
    groups: list[str]
    categories: list[str | None]
    left_out: int


def read_items(
    connection: duckdb.DuckDBPyConnection, at_most: int, snapshot: Snapshot | None
) -> Items:
    """Return the items of the view `events`; of too many those that most people met.

    Group and category are those of the catalogue, else those of the newest event.
    """
    connection.execute(
        """
        CREATE OR REPLACE TABLE named AS
        SELECT item_id, max({'at': "at", 'value': group_id}) FILTER (group_id IS NOT NULL) AS grp,
               max({'at': "at", 'value': category}) FILTER (category IS NOT NULL) AS category
        FROM events GROUP BY item_id
        """
    )
    left_out = _leave_out(connection, at_most)
    rows = connection.execute(
        "SELECT item_id, coalesce(grp.value, item_id), category.value FROM named ORDER BY item_id"
    ).fetchall()
    connection.execute("DROP TABLE named")
    ids, groups, categories = ([row[at] for row in rows] for at in range(3))
    found = Items(ids, groups, categories, left_out)
    return found if snapshot is None else _in_catalog(found, snapshot)


def _leave_out(connection: duckdb.DuckDBPyConnection, at_most: int) -> int:
    """Keep only the items of the table `named` that most people met.

    Return how many were dropped.
    """
    ((count,),) = connection.execute("SELECT count(*) FROM named").fetchall()
    if count <= at_most:
        return 0
    connection.execute(
        """
        DELETE FROM named WHERE item_id NOT IN (
            SELECT item_id FROM (SELECT DISTINCT item_id, person FROM events)
            GROUP BY item_id ORDER BY count(*) DESC, item_id LIMIT $1)
        """,
        [at_most],
    )
    return int(count - at_most)


def _in_catalog(found: Items, snapshot: Snapshot) -> Items:
    """Return items with the catalogue's groups and categories in place of the events'."""
    groups, categories = list(found.groups), list(found.categories)
    for at, row in enumerate(snapshot.ids.find(found.ids).tolist()):
        if row >= 0:
            groups[at] = snapshot.groups.get(int(snapshot.group[row]))
            code = int(snapshot.category[row])
            categories[at] = snapshot.categories.get(code) if code >= 0 else categories[at]
    return replace(found, groups=groups, categories=categories)
