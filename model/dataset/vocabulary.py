"""Names to codes: people, items, groups, categories, channels and locations of one run."""

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Arrays, nest
from model.arrays.id_table import IdTable
from model.catalogue.snapshot import Snapshot
from model.dataset import items
from model.dataset.item_names import name_items

CHANNELS, LOCATIONS, ITEMS = 32, 1000, 1_000_000
"""The highest numbers that are kept: those that most people met. Any page can send a channel or an
item id; a channel costs a row of all groups, and a group a vector."""


@dataclass(frozen=True)
class Vocabulary:
    """Lists in code order; `item_group` int32 [items], `category` int32 [groups], −1 unknown."""

    people: int
    items: list[str]
    groups: list[str]
    categories: list[str]
    channels: list[str]
    locations: list[str]
    item_group: NDArray[np.int32]
    category: NDArray[np.int32]
    items_left_out: int = 0

    def arrays(self, group_item: NDArray[np.int32]) -> Arrays:
        """Return the artifact's arrays. They contain no people: no personal data is published."""
        return {
            **nest("items", IdTable.build(self.items)),
            **nest("groups", IdTable.build(self.groups)),
            **nest("categories", IdTable.build(self.categories)),
            **nest("channels", IdTable.build(self.channels)),
            **nest("locations", IdTable.build(self.locations)),
            "item_group": self.item_group,
            "group_item": group_item,
            "category": self.category,
        }


def encode(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot | None) -> Vocabulary:
    """Create the table `coded` of `events`: event, person, item, grp, kind, channel, location, at.

    Items and people are joined by a hash of 64 bits: a sixth of the time of a join by name.
    """
    name_items(connection, snapshot)
    known = items.read_items(connection, ITEMS, snapshot)
    groups = sorted(set(known.groups))
    code = {name: at for at, name in enumerate(groups)}
    item_group = np.fromiter((code[name] for name in known.groups), np.int32, len(known.ids))
    categories = sorted({label for label in known.categories if label is not None})
    connection.execute(
        "CREATE OR REPLACE TABLE met AS SELECT DISTINCT person, channel, location FROM events"
    )
    channels = _most_met(connection, "channel", CHANNELS)
    locations = _most_met(connection, "location", LOCATIONS)
    connection.execute(
        "CREATE OR REPLACE TABLE people AS SELECT row_number() OVER (ORDER BY person) - 1 AS code,"
        " person FROM (SELECT DISTINCT person FROM met)"
    )
    _register(connection, "item_codes", {"item_id": known.ids, "grp": item_group})
    _register(connection, "channel_codes", {"channel": channels})
    _register(connection, "location_codes", {"location": locations})
    connection.execute(
        """
        CREATE OR REPLACE TABLE coded AS
        SELECT event, people.code::INT AS person, item_codes.code AS item, grp, kind,
               coalesce(channel_codes.code, -1)::SMALLINT AS channel,
               coalesce(location_codes.code, -1)::SMALLINT AS location, "at"
        FROM events JOIN people ON events.person = people.person
        JOIN (SELECT code, grp, hash(item_id) AS item FROM item_codes) item_codes
            ON hash(events.item_id) = item_codes.item
        LEFT JOIN channel_codes USING (channel) LEFT JOIN location_codes USING (location)
        """
    )
    (people,) = _column(connection, "SELECT count(*) FROM people")
    category = _category_codes(item_group, known.categories, categories, len(groups))
    names = known.ids, groups, categories, channels, locations
    return Vocabulary(people, *names, item_group, category, known.left_out)


def _most_met(connection: duckdb.DuckDBPyConnection, place: str, at_most: int) -> list[str]:
    query = f"""
        SELECT {place} FROM met WHERE {place} IS NOT NULL GROUP BY {place}
        ORDER BY count(DISTINCT person) DESC, {place} LIMIT {at_most}
    """  # noqa: S608 names and numbers of ours
    return _column(connection, query)


def _category_codes(
    item_group: NDArray[np.int32], labels: list[str | None], categories: list[str], groups: int
) -> NDArray[np.int32]:
    """Return the category int32 [groups] of each group: that of its last item that has one."""
    code = {name: at for at, name in enumerate(categories)}
    found = np.full(groups, -1, np.int32)
    for group, label in zip(item_group.tolist(), labels, strict=True):
        if label is not None:
            found[group] = code[label]
    return found


def _register(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, Any]) -> None:
    """Create a table of columns, numbered in their order by `code`."""
    size = len(next(iter(columns.values())))
    arrays = {name: np.asarray(values, _dtype(values)) for name, values in columns.items()}
    connection.register("columns_in", {"code": np.arange(size, dtype=np.int32), **arrays})
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM columns_in")  # noqa: S608
    connection.unregister("columns_in")


def _dtype(values: Any) -> Any:
    return object if isinstance(values, list) else np.int32


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return [row[0] for row in connection.execute(query).fetchall()]
