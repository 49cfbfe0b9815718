"""Records of the Catalog table's stream, as Lambda hands them over."""

from base64 import b64decode
from dataclasses import dataclass
from typing import Any

from functions.domain.item import Item
from functions.domain.stock import StockLevel
from functions.storage import catalog, stock
from functions.storage.keys import catalog_keys


@dataclass(frozen=True, slots=True)
class Changed:
    """A row before and after a write; `before` is None where the row is new."""

    before: StockLevel | Item | None
    after: StockLevel | Item


def changed(record: dict[str, Any]) -> Changed:
    """Return what a record of an insert or a change says.

    Raises:
        KeyError, ValueError, TypeError: it is no row of ours.
    """
    change = record["dynamodb"]
    before = change.get("OldImage")
    return Changed(_row(before) if before else None, _row(change["NewImage"]))


def _row(image: dict[str, Any]) -> StockLevel | Item:
    if catalog_keys.location_of(image["sk"]["S"]) is not None:
        return stock.from_row(image)
    # Lambda's JSON carries binary attributes as base64.
    return catalog.from_row({**image, "body": {"B": b64decode(image["body"]["B"])}})
