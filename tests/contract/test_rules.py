from typing import TYPE_CHECKING, Any

from functions.domain.access_key import ALL_SCOPES, issue
from functions.storage.access_keys import AccessKeyRows
from functions.storage.keys.config_keys import rule
from functions.storage.rules import RuleRows
from functions.storage.tables import TableNames

if TYPE_CHECKING:
    import pytest
    from mypy_boto3_dynamodb import DynamoDBClient

BODY: dict[str, Any] = {
    "action": "block",
    "brand": "Ä·brand",
    "factor": 0.5,
    "item_ids": ["a", "b"],
}


def test_rules_are_kept_replaced_and_deleted(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    rows = RuleRows(dynamodb, tables.customers)
    assert (rows.all(), rows.get("r"), rows.delete("r")) == ({}, None, False)
    rows.put("r", BODY)
    rows.put("a#b", {"action": "pin"})
    rows.put("r", {**BODY, "priority": 1})
    assert rows.get("r") == {**BODY, "priority": 1}
    assert rows.all(consistent=True) == {"r": {**BODY, "priority": 1}, "a#b": {"action": "pin"}}
    assert rows.delete("r")
    assert rows.all().keys() == {"a#b"}


def test_rules_stand_apart_from_keys(dynamodb: "DynamoDBClient", tables: TableNames) -> None:
    RuleRows(dynamodb, tables.customers).put("r", BODY)
    keys = AccessKeyRows(dynamodb, tables.customers)
    keys.put(issue("secret", ALL_SCOPES, random=bytes(38), now=1)[0])
    assert len(keys.all()) == 1
    assert len(RuleRows(dynamodb, tables.customers).all()) == 1


def test_what_cannot_be_read_is_left_out_and_named(
    dynamodb: "DynamoDBClient", tables: TableNames, caplog: "pytest.LogCaptureFixture"
) -> None:
    rows = RuleRows(dynamodb, tables.customers)
    rows.put("good", BODY)
    for rule_id, body in (("later", b"\x09format"), ("torn", b"\x01\x00\x01")):
        key = {name: {"S": value} for name, value in rule(rule_id).items()}
        dynamodb.put_item(TableName=tables.customers, Item={**key, "body": {"B": body}})
    assert rows.all() == {"good": BODY}
    assert rows.get("torn") is None
    assert "rule#later" in caplog.text
    assert rows.delete("torn")
