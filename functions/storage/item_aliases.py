"""The other names of items: a row for each, so that a name belongs to one item."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from functions.domain.item import Item
from functions.storage.batches import get_all
from functions.storage.catalog import readable_items
from functions.storage.keys import catalog_keys
from functions.storage.keys.key import Key, attributes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class ItemAliasRows:
    """Reads rows; what writes them are actions of a transaction, with that of the item."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def find(self, names: Iterable[str]) -> dict[str, str]:
        """The item id of each of these names that is an alias; as of now."""
        return _owners(self._rows([catalog_keys.alias(name) for name in dict.fromkeys(names)]))

    def find_items(self, names: Sequence[str]) -> dict[str, Item]:
        """The item that each name means, by its id, else as an alias; deleted ones are none."""
        both = (catalog_keys.item, catalog_keys.alias)
        rows = self._rows([key(name) for name in dict.fromkeys(names) for key in both])
        items = readable_items(row for row in rows if "body" in row)
        owners = _owners(row for row in rows if "body" not in row)
        if owners:
            wanted = [catalog_keys.item(each) for each in set(owners.values()) - set(items)]
            items |= readable_items(self._rows(wanted))
        found: dict[str, Item] = {}
        for name in names:
            named = (items.get(name), items.get(owners.get(name, "")))
            if item := next((each for each in named if each and not each.deleted), None):
                found[name] = item
        return found

    def _rows(self, keys: Sequence[Key]) -> list[Any]:
        wanted = [attributes(key) for key in keys]
        return get_all(self._client, self._table, wanted, consistent=True)

    def giving(self, name: str, item_id: str, known: str | None) -> dict[str, Any]:
        """The action that makes a name an alias of an item; `known` is the item that has it now."""
        row = {**attributes(catalog_keys.alias(name)), "item_id": {"S": item_id}}
        return {"Put": {"TableName": self._table, "Item": row, **_still(known)}}

    def taking(self, name: str, known: str) -> dict[str, Any]:
        """The action that deletes an alias, which `known` has now."""
        key = attributes(catalog_keys.alias(name))
        return {"Delete": {"TableName": self._table, "Key": key, **_still(known)}}


def _owners(rows: Iterable[Any]) -> dict[str, str]:
    return {catalog_keys.alias_of(row["pk"]["S"]): row["item_id"]["S"] for row in rows}


def _still(known: str | None) -> dict[str, Any]:
    """The condition that a name is an alias of the item that had it when it was read."""
    if known is None:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "item_id = :known",
        "ExpressionAttributeValues": {":known": {"S": known}},
    }
