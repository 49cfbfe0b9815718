"""Each role allows what its function's storage calls. No engine here knows IAM: only AWS would."""

import re
from typing import Any

import pytest

from tests.build.cloudformation import ROOT, as_list, statements

# What each function reaches, by module of functions/storage; see functions/bootstrap.py.
STORAGE_OF = {
    "ApiRole": (
        "access_keys",
        "batches",
        "catalog",
        "erasures",
        "event_puts",
        "events",
        "identity",
        "revisioned",
        "rules",
        "stock",
    ),
    "StreamRole": ("batches", "events", "revisioned", "identity"),
    "RetrainRole": ("leases",),
    "SnapshotRole": ("leases",),
}
# A transaction is allowed by the rights of its parts, all of them puts.
PARTS = {"TransactWriteItems": "PutItem"}


def calls(module: str) -> set[str]:
    text = (ROOT / "functions" / "storage" / f"{module}.py").read_text()
    operations = re.findall(
        r"client\.((?:batch_|transact_)?(?:get|put|delete|update|write)_items?|query|scan)\(", text
    )
    return {"".join(word.capitalize() for word in each.split("_")) for each in operations}


def test_every_module_that_calls_is_some_functions() -> None:
    modules = {path.stem for path in (ROOT / "functions" / "storage").glob("*.py")}
    calling = {module for module in modules if calls(module)} - {"tables"}
    assert calling == set().union(*STORAGE_OF.values())


@pytest.mark.parametrize("role", STORAGE_OF)
def test_a_role_allows_what_its_function_calls(template: dict[str, Any], role: str) -> None:
    allowed = {
        action.removeprefix("dynamodb:")
        for owner, statement in statements(template)
        if owner == role
        for action in as_list(statement["Action"])
    }
    called = set().union(*(calls(module) for module in STORAGE_OF[role]))
    assert called, "nothing found: do these modules still call a client?"
    assert {PARTS.get(call, call) for call in called} <= allowed


@pytest.mark.parametrize("role", ["ApiRole", "StreamRole"])
def test_the_log_may_be_read_and_written_as_its_module_does(
    template: dict[str, Any], role: str
) -> None:
    """The same for one table alone, whose rights no other table's can stand in for."""
    allowed = {
        action.removeprefix("dynamodb:")
        for owner, statement in statements(template)
        if owner == role and "EventsTable.Arn" in str(statement["Resource"])
        for action in as_list(statement["Action"])
    }
    called = {"BatchGetItem", "BatchWriteItem", "Query"}
    if role == "ApiRole":
        called |= {PARTS.get(call, call) for call in calls("events") | calls("event_puts")} | {
            "ConditionCheckItem"
        }
    assert called <= allowed
