"""Give the items of events the ids of the catalogue, where events use other names of them."""

from collections.abc import Sequence

import duckdb
import numpy as np

from model.catalogue.rows import CatalogueRows
from model.catalogue.snapshot import Snapshot


def name_items(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot | None) -> int:
    """Rename the items of the view `events`; return how many names were replaced.

    An item is found by its id, else by an alias, else by the product that the event names with
    it, if that is an item. Events come from many systems, and from before the catalogue was put.
    """
    if snapshot is None or not len(snapshot):
        return 0
    pairs = connection.execute(
        "SELECT item_id, group_id FROM learned GROUP BY item_id, group_id"
    ).fetchall()
    found = _found(pairs, CatalogueRows(snapshot))
    if not found:
        return 0
    items, groups, names = (np.array(column, object) for column in zip(*found, strict=True))
    connection.register("renamed_in", {"own": items, "product": groups, "item_id": names})
    connection.execute("CREATE OR REPLACE TABLE renamed AS SELECT * FROM renamed_in")
    connection.unregister("renamed_in")
    connection.execute(
        """
        CREATE OR REPLACE VIEW events AS
        SELECT learned.* REPLACE (coalesce(renamed.item_id, learned.item_id) AS item_id)
        FROM learned LEFT JOIN renamed
            ON learned.item_id = own AND learned.group_id IS NOT DISTINCT FROM product
        """
    )
    return len(found)


def _found(
    pairs: Sequence[tuple[str, str | None]], rows: CatalogueRows
) -> list[tuple[str, str | None, str]]:
    """Return the pairs of item and product that mean another item, each with that item."""
    own = rows.named([item for item, _ in pairs])
    product = rows.named([group or "" for _, group in pairs])
    known, known_product = rows.find(own) >= 0, rows.find(product) >= 0
    chosen = (
        (pair, mine if has else theirs if theirs_known else pair[0])
        for pair, mine, has, theirs, theirs_known in zip(
            pairs, own, known.tolist(), product, known_product.tolist(), strict=True
        )
    )
    return [(*pair, name) for pair, name in chosen if name != pair[0]]
