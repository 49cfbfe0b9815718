"""The evaluator of policies refuses what IAM would, by the keys of rows too."""

import copy
from typing import Any

import pytest

from tests.build.aws_calls import accesses
from tests.build.cloudformation import statements
from tests.build.policies import grants

CUSTOMER = "customer#ana"


def is_allowed(template: dict[str, Any], role: str, operation: str, **asked: Any) -> bool:
    allowed = list(grants(template, role))
    needs = accesses("dynamodb", operation, asked)
    return all(any(grant.allows(need) for grant in allowed) for need in needs)


def row(pk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": "x"}}


@pytest.mark.parametrize(
    ("role", "lease", "others"),
    [
        ("RetrainRole", "lease#retrain", "lease#snapshot"),
        ("SnapshotRole", "lease#snapshot", "lease#retrain"),
    ],
)
def test_a_lease_is_the_only_row_that_is_written(
    template: dict[str, Any], role: str, lease: str, others: str
) -> None:
    table = "hilo-customers"
    assert is_allowed(template, role, "PutItem", TableName=table, Item=row(lease))
    assert is_allowed(template, role, "DeleteItem", TableName=table, Key=row(lease))
    for pk in (CUSTOMER, "config", others, f"{lease}#", ""):
        assert not is_allowed(template, role, "PutItem", TableName=table, Item=row(pk))
        assert not is_allowed(template, role, "DeleteItem", TableName=table, Key=row(pk))


def test_a_batch_and_a_transaction_are_refused_for_one_row_of_them(
    template: dict[str, Any],
) -> None:
    table, both = "hilo-customers", ["lease#retrain", CUSTOMER]
    puts = [{"Put": {"TableName": table, "Item": row(pk)}} for pk in both]
    assert not is_allowed(template, "RetrainRole", "TransactWriteItems", TransactItems=puts)
    assert is_allowed(template, "RetrainRole", "TransactWriteItems", TransactItems=puts[:1])


def test_a_training_reads_the_settings_and_no_customer(template: dict[str, Any]) -> None:
    table = "hilo-customers"
    assert is_allowed(template, "RetrainRole", "GetItem", TableName=table, Key=row("config"))
    assert not is_allowed(template, "RetrainRole", "GetItem", TableName=table, Key=row(CUSTOMER))


def test_a_broken_condition_is_seen(template: dict[str, Any]) -> None:
    broken = copy.deepcopy(template)
    for role, statement in statements(broken):
        keys = statement.get("Condition", {}).get("ForAllValues:StringEquals", {})
        if role == "RetrainRole" and keys.get("dynamodb:LeadingKeys") == ["lease#retrain"]:
            keys["dynamodb:LeadingKeys"] = ["lease#another"]
    put = {"TableName": "hilo-customers", "Item": row("lease#retrain")}
    assert is_allowed(template, "RetrainRole", "PutItem", **put)
    assert not is_allowed(broken, "RetrainRole", "PutItem", **put)
