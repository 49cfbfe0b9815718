from dataclasses import replace
from typing import TYPE_CHECKING

from functions.domain.access_key import ALL_SCOPES, PUBLISHABLE_SCOPES, issue
from functions.storage.access_keys import AccessKeyRows
from functions.storage.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def test_a_key_is_kept_without_what_opens_it(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    keys = AccessKeyRows(dynamodb, tables.customers)
    key, shown = issue("secret", ALL_SCOPES, random=bytes(range(38)), now=1)
    assert keys.get(key.id) is None
    keys.put(key)
    assert keys.get(key.id) == key
    keys.put(replace(key, revoked_at=2))
    assert keys.get(key.id) == replace(key, revoked_at=2)
    rows = dynamodb.scan(TableName=tables.customers)["Items"]
    assert shown.rpartition("_")[2] not in str(rows)


def test_a_key_keeps_its_origins(dynamodb: "DynamoDBClient", tables: TableNames) -> None:
    keys = AccessKeyRows(dynamodb, tables.customers)
    origins = ["https://shop.example", "http://127.0.0.1:8000"]
    key, _ = issue("publishable", PUBLISHABLE_SCOPES, random=bytes(38), now=1, origins=origins)
    keys.put(key)
    assert keys.get(key.id) == key
    keys.put(replace(key, origins=frozenset()))
    assert keys.get(key.id) == replace(key, origins=frozenset())
