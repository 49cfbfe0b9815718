"""Where DynamoDB says no, or answers in part, on every engine."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from functions.storage.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEY = {"pk": {"S": "a"}, "sk": {"S": "b"}}
CHANGE = {"change_shard": {"S": "1"}, "changed_at": {"N": "1"}}


def code_of(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return caught.value.response["Error"]["Code"]


@pytest.mark.parametrize(
    "item",
    [
        {**KEY, "rest": {"B": bytes(409_601)}},
        {**KEY, "pk": {"S": "a" * 2049}},
        {**KEY, "sk": {"S": "a" * 1025}},
        {**KEY, "sk": {"S": ""}},
        {**KEY, "sk": {"N": "1"}},
        {**KEY, **CHANGE, "change_shard": {"S": ""}},
        {**KEY, **CHANGE, "changed_at": {"S": "1"}},
        {**KEY, "n": {"N": "1" * 39}},
        {**KEY, "n": {"N": "1E126"}},
        {**KEY, "set": {"SS": ["a", "a"]}},
        {"pk": {"S": "a"}},
    ],
)
def test_items_that_are_refused(
    dynamodb: "DynamoDBClient", tables: TableNames, item: dict[str, Any]
) -> None:
    with pytest.raises(ClientError) as caught:
        dynamodb.put_item(TableName=tables.catalog, Item=item)
    assert code_of(caught) == "ValidationException"


def test_numbers_come_back_in_one_form(dynamodb: "DynamoDBClient", tables: TableNames) -> None:
    texts = ["1.50", "-0", "007", "1e3", "0.00000000001", "1E-130", "12345678901234567890.5"]
    item = {**KEY, **{f"n{at}": {"N": text} for at, text in enumerate(texts)}}
    dynamodb.put_item(TableName=tables.catalog, Item=item)
    found: Any = dynamodb.get_item(TableName=tables.catalog, Key=KEY)["Item"]
    forms = [found[f"n{at}"]["N"] for at in range(len(texts))]
    assert forms[:5] == ["1.5", "0", "7", "1000", "0.00000000001"]
    assert forms[6] == texts[6]


def test_a_page_ends_at_one_megabyte(dynamodb: "DynamoDBClient", tables: TableNames) -> None:
    for n in range(12):
        row: Any = {"pk": {"S": "a"}, "sk": {"S": f"{n:02}"}, "rest": {"B": bytes(100_000)}}
        dynamodb.put_item(TableName=tables.catalog, Item=row)
    query: Any = {
        "TableName": tables.catalog,
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "a"}},
    }
    page = dynamodb.query(**query)
    assert page["Count"] == 11
    rest = dynamodb.query(**query, ExclusiveStartKey=page["LastEvaluatedKey"])
    assert [row["sk"]["S"] for row in rest["Items"]] == ["11"]


def test_two_actions_on_one_item_are_no_transaction(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    put: Any = {"Put": {"TableName": tables.catalog, "Item": KEY}}
    delete: Any = {"Delete": {"TableName": tables.catalog, "Key": KEY}}
    with pytest.raises(ClientError) as caught:
        dynamodb.transact_write_items(TransactItems=[put, delete])
    assert code_of(caught) == "ValidationException"


def test_a_transaction_is_done_once_for_its_token(
    dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    add: Any = {
        "TableName": tables.catalog,
        "Key": KEY,
        "UpdateExpression": "ADD n :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    }
    for _ in range(2):
        dynamodb.transact_write_items(TransactItems=[{"Update": add}], ClientRequestToken="once")
    found = dynamodb.get_item(TableName=tables.catalog, Key=KEY)["Item"]
    assert found["n"] == {"N": "1"}


def test_a_reserved_word_needs_an_alias(dynamodb: "DynamoDBClient", tables: TableNames) -> None:
    with pytest.raises(ClientError) as caught:
        dynamodb.delete_item(
            TableName=tables.catalog,
            Key=KEY,
            ConditionExpression="status = :v",
            ExpressionAttributeValues={":v": {"S": "x"}},
        )
    assert code_of(caught) == "ValidationException"


@pytest.mark.parametrize(
    "condition",
    ["sk = :s", "sk < :s", "begins_with(sk, :s)", "sk BETWEEN :s AND :pk"],
)
def test_a_key_condition_with_an_empty_value_is_refused(
    dynamodb: "DynamoDBClient", tables: TableNames, condition: str
) -> None:
    with pytest.raises(ClientError) as caught:
        dynamodb.query(
            TableName=tables.catalog,
            KeyConditionExpression=f"pk = :pk AND {condition}",
            ExpressionAttributeValues={":pk": {"S": "a"}, ":s": {"S": ""}},
        )
    assert code_of(caught) == "ValidationException"


@pytest.mark.parametrize(
    ("update", "value"),
    [
        ("SET a = list_append(a, :v)", {"N": "1"}),
        ("SET a = if_not_exists(a, list_append(:v, a))", {"B": b""}),
        ("SET a = a + :v", {"S": "1"}),
        ("ADD a :v", {"S": "1"}),
        ("DELETE a :v", {"N": "1"}),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_before_the_condition(
    dynamodb: "DynamoDBClient", tables: TableNames, update: str, value: Any
) -> None:
    with pytest.raises(ClientError) as caught:
        dynamodb.update_item(
            TableName=tables.catalog,
            Key=KEY,
            UpdateExpression=update,
            ConditionExpression="attribute_exists(b)",
            ExpressionAttributeValues={":v": value},
        )
    assert code_of(caught) == "ValidationException"
