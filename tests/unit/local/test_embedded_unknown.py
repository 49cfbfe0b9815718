"""What the engine does not know it refuses by name; what AWS would refuse, as boto3 does."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from functions.storage.tables import CHANGES_INDEX, TableNames
from local.embedded.client import EmbeddedClient
from local.embedded.engine import EmbeddedEngine
from local.embedded.faults import NotSupported
from local.engine import Engine

KEY = {"pk": {"S": "a"}, "sk": {"S": "b"}}


@pytest.fixture
def unchecked(engine: Engine) -> EmbeddedClient:
    """A client that does not check arguments against the service model."""
    assert engine.embedded is not None
    return EmbeddedClient(engine.embedded, "dynamodb")


def test_an_operation(unchecked: EmbeddedClient) -> None:
    with pytest.raises(NotSupported, match="execute_statement"):
        unchecked.execute_statement(Statement="SELECT")


def test_a_parameter(unchecked: EmbeddedClient, tables: TableNames) -> None:
    with pytest.raises(NotSupported, match=r"Query.*KeyConditions"):
        unchecked.query(TableName=tables.events, KeyConditions={})
    with pytest.raises(NotSupported, match="Segment, TotalSegments"):
        unchecked.scan(TableName=tables.events, Segment=0, TotalSegments=2)


def test_a_feature_of_a_table(unchecked: EmbeddedClient) -> None:
    with pytest.raises(NotSupported, match="BillingMode"):
        unchecked.create_table(
            TableName="t",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"Kye": KEY},
        {"Key": {"pk": {"S": 1}, "sk": {"S": "b"}}},
        {"Key": {"pk": {"X": "a"}, "sk": {"S": "b"}}},
        {"Key": {"pk": "a", "sk": {"S": "b"}}},
        {},
    ],
)
@pytest.mark.parametrize("validate", [True, False])
def test_what_boto3_would_not_send(
    engine: Engine, tables: TableNames, wrong: dict[str, Any], validate: bool
) -> None:
    assert engine.embedded is not None
    client = EmbeddedClient(engine.embedded, "dynamodb", validate=validate)
    with pytest.raises(ParamValidationError):
        client.get_item(TableName=tables.events, **wrong)


@pytest.mark.parametrize(
    "text",
    [
        "status = :v",  # reserved
        "a = :v AND",
        "a == :v",
        "a = :v)",
        "((a = :v))",
        "SIZE(a) = :v",
        "size(a)",
        "begins_with(a)",
        "begins(a, :v)",
        "attribute_exists(:v)",
        "attribute_exists(a) = :v",
        "a = a",
        "a BETWEEN :v",
        "a IN ()",
        "a[x] = :v",
        "a..b = :v",
        "$a = :v",
        "",
        " ",
        "#missing = :v",
        "a = :missing",
        "a = :v OR " * 400 + "a = :v",
    ],
)
def test_an_expression_that_is_none(
    unchecked: EmbeddedClient, tables: TableNames, text: str
) -> None:
    with pytest.raises(ClientError) as caught:
        unchecked.put_item(
            TableName=tables.events,
            Item=KEY,
            ConditionExpression=text,
            ExpressionAttributeValues={":v": {"N": "1"}},
        )
    assert caught.value.response["Error"]["Code"] == "ValidationException"


def test_every_known_parameter_is_one_of_aws_and_every_operation_has_its_list() -> None:
    from local.embedded.parameters import KNOWN_PARAMETERS  # noqa: PLC0415

    with EmbeddedEngine() as engine:
        for service, operations in engine.operations.items():
            model = EmbeddedClient(engine, service).meta.service_model
            for name in operations:
                shape = model.operation_model(name).input_shape
                assert KNOWN_PARAMETERS[name] <= shape.members.keys(), name
                assert set(shape.required_members) <= KNOWN_PARAMETERS[name], name


def test_a_scan_by_what_its_index_does_not_project(
    unchecked: EmbeddedClient, tables: TableNames
) -> None:
    with pytest.raises(ClientError, match="does not project one or more filter attributes"):
        unchecked.scan(
            TableName=tables.catalog,
            IndexName=CHANGES_INDEX,
            FilterExpression="attribute_exists(title)",
        )
