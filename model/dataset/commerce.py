"""What people did around their carts, person by person, for reports.

Unlike `lake.py` it keeps names of events, prices and steps, and reads few files: those of the last
weeks. A person's linked names count as one person.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from model.dataset.database import Connection

_COLUMNS = {
    "message_id": "VARCHAR",
    "person": "VARCHAR",
    "linked": "VARCHAR",
    "name": "VARCHAR",
    "kind": "VARCHAR",
    "channel": "VARCHAR",
    "channel_source": "VARCHAR",
    "device": "VARCHAR",
    "step": "VARCHAR",
    "sign": "VARCHAR",
    "currency": "VARCHAR",
    "total": "DOUBLE",
    "order_id": "VARCHAR",
    "at": "BIGINT",
    "verified": "BOOLEAN",
    "learn": "BOOLEAN",
    "items": "STRUCT(item_id VARCHAR, quantity DOUBLE, price DOUBLE, category VARCHAR)[]",
    "nudge": "STRUCT(id VARCHAR, kind VARCHAR, state VARCHAR, start BIGINT, step BIGINT, "
    "holdout DOUBLE, "
    "order_id VARCHAR, value DOUBLE, currency VARCHAR)",
}
_PAGE = 5_000


@dataclass(frozen=True)
class CommerceLine:
    """A line of the lake; `person` is one name of a person for all, `at` in ms.

    `items` are mappings with item_id, quantity, price and category; `nudge` is None but for lines
    about nudges.
    """

    person: str
    at: int
    name: str
    channel: str
    channel_source: str
    device: str | None
    step: str | None
    sign: str | None
    currency: str | None
    total: float | None
    order_id: str | None
    verified: bool
    items: Sequence[Mapping[str, Any]]
    nudge: Mapping[str, Any] | None


def read_commerce(
    connection: Connection, lake: Path, names: Sequence[str], *, since: int
) -> Iterator[CommerceLine]:
    """Yield lines of people with a cart or a nudge, by person and time, from `since` (ms) on.

    `names` are files below the folder `lake`. A file that cannot be read fails the whole; a line
    that cannot is left out. A message counts once.
    """
    if not names:
        return
    paths = [str(lake / name) for name in names]
    connection.execute(_LINES, [paths, since])
    _join_names(connection)
    cursor = connection.execute(_SORTED)
    names = [each.name for each in fields(CommerceLine)]
    while rows := cursor.fetchmany(_PAGE):
        for row in rows:
            yield CommerceLine(**dict(zip(names, row, strict=True)))


def _join_names(connection: Connection) -> None:
    """Create the table `roots`: for each linked name, one name of the same person."""
    found = connection.execute(
        "SELECT DISTINCT person, linked FROM lines WHERE linked IS NOT NULL ORDER BY ALL"
    ).fetchall()
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := parents.get(name, name)) != name:
            name = above
        return name

    for person, linked in found:
        first, second = root(person), root(linked)
        if first != second:
            parents[second] = first
    connection.execute("CREATE OR REPLACE TABLE roots (person VARCHAR, root VARCHAR)")
    names = [(name, root(name)) for name in parents]
    if names:
        connection.executemany("INSERT INTO roots VALUES ($1, $2)", names)


_LINES = f"""
    CREATE OR REPLACE TABLE lines AS
    SELECT * FROM read_json($1, columns = {_COLUMNS!r}, format = 'newline_delimited',
                            ignore_errors = true)
    WHERE message_id IS NOT NULL AND person IS NOT NULL AND name IS NOT NULL
          AND learn AND "at" >= $2
    QUALIFY row_number() OVER (PARTITION BY person, message_id ORDER BY verified DESC, "at") = 1
"""  # noqa: S608 only constants
_SORTED = """
    WITH owned AS (
        SELECT lines.*, coalesce(root, lines.person) AS owner
        FROM lines LEFT JOIN roots USING (person)
    ), wanted AS (
        SELECT DISTINCT owner FROM owned
        WHERE kind IN ('cart', 'purchase', 'return') OR nudge IS NOT NULL
    )
    SELECT owner, "at", name, coalesce(channel, ''), coalesce(channel_source, 'sent'),
           device, step, sign, currency, total, order_id, verified IS TRUE,
           coalesce(items, []), nudge
    FROM owned SEMI JOIN wanted USING (owner) ORDER BY owner, "at", message_id
"""
