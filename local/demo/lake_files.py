"""A year of orders as lake files, written by DuckDB: a million lines in seconds.

Each line is what `functions.stream.lake_line` makes of the event in `local.demo.events`; a test
holds the two together.
"""

from pathlib import Path

import duckdb

from functions.ports.lake import partition
from local.demo.events import CHANNEL, EVENT
from local.demo.journey import Journey

FILES = 4  # DuckDB reads files side by side


def write_lake(journey: Journey, data: Path, *, now: int) -> int:
    """Write every basket below `data`, arrived at `now` (UTC ms), and give their number."""
    folder = data / partition(now)
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    try:
        connection.register("lines", journey.lines)
        connection.register("products", journey.products)
        connection.execute(_ORDERS, {"channel": CHANNEL, "name": EVENT, "now": now})
        for part in range(FILES):
            path = folder / f"{now}-journey-{part}.jsonl"
            connection.execute(
                f"COPY (SELECT * EXCLUDE part FROM orders WHERE part = {part}) "  # noqa: S608 our own number and path
                f"TO '{path}' (FORMAT json)"
            )
        found = connection.execute("SELECT count(*) FROM orders").fetchone()
        return int(found[0]) if found else 0
    finally:
        connection.close()


_ORDERS = f"""
    CREATE TABLE orders AS
    SELECT 'journey-' || basket_id AS message_id,
           'track' AS type,
           $name AS name,
           $channel AS channel,
           'sent' AS channel_source,
           any_value("at") AS "at",
           $now::BIGINT AS received_at,
           true AS verified,
           true AS learn,
           basket_id::VARCHAR AS order_id,
           NULL::VARCHAR AS category,
           'store-' || any_value(store_id) AS location,
           'customer#' || any_value(household_id) AS person,
           'purchase' AS kind,
           list({{
               'item_id': product_id::VARCHAR,
               'group_id': NULL::VARCHAR,
               'quantity': quantity,
               'price': price,
               'category': product_category,
               'discount': NULL::BIGINT
           }} ORDER BY product_id) AS items,
           NULL::VARCHAR AS "order",
           any_value(household_id) % {FILES} AS part
    FROM lines LEFT JOIN products USING (product_id)
    GROUP BY basket_id
"""  # noqa: S608 a number of ours
