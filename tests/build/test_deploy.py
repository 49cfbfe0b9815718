"""The built template deployed: the first time, next to another stack, and again after a change."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws
from moto.cloudformation import parsing

from tests.build.cloudformation import FUNCTION, of_type
from tests.build.deployment import Account, Package
from tests.build.stand_ins import own_name, standing_in

NEW_ACCOUNT_MIB = 3_008  # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
# moto makes these, but knows no update of the one, and no alias that the other could be for.
HALF_KNOWN = {"AWS::Lambda::Version", "AWS::Lambda::Permission"}
# Another value than the default of each parameter that the API's function depends on.
ANOTHER = {
    "ApiMemory": "1024",
    "Architecture": "x86_64",
    "Currency": "EUR",
    "CurrencyRates": "USD=0.92",
    "LogLevel": "WARN",
    "SnapStart": "PublishedVersions",
    "Tracing": "Active",
}


@pytest.fixture(scope="module")
def package(deployable: Package) -> Package:
    return deployable


@pytest.fixture(scope="module")
def plain(package: Package) -> dict[str, Any]:
    return package.transformed({})


@pytest.fixture
def account(plain: dict[str, Any]) -> Iterator[Account]:
    kinds = {resource["Type"] for resource in plain["Resources"].values()}
    unknown = kinds - parsing.get_model_map().keys() | HALF_KNOWN
    with mock_aws(), standing_in(unknown):
        yield Account()


def test_it_deploys_twice_in_one_account_and_region_and_again_after_it_was_destroyed(
    account: Account, package: Package
) -> None:
    made: list[set[str]] = []
    for stack in ("shop-one", "shop-two", "shop-one"):
        account.create(stack, package)
        assert account.status(stack) == "CREATE_COMPLETE"
        reported = account.resources(stack)
        assert {each["ResourceStatus"] for each in reported.values()} == {"CREATE_COMPLETE"}
        made.append({each.get("PhysicalResourceId", stack) for each in reported.values()})
        if len(made) == 2:  # its tables and its bucket stay, and keep their names
            account.delete("shop-one")
    one, two, again = made
    assert not one & two
    assert not two & again
    assert len(account.tables()) == 9
    assert {each for each in one if "Table" in each} <= account.tables()


def test_no_resource_has_a_name_that_a_second_stack_would_give_too(plain: dict[str, Any]) -> None:
    for logical_id, resource in plain["Resources"].items():
        name = own_name(resource["Type"])
        given = resource.get("Properties", {}).get(name)
        assert given in (None, {"Ref": "AWS::StackName"}), logical_id  # a bus has to have one


def test_nothing_asks_for_more_memory_than_a_new_account_gives(
    account: Account, package: Package
) -> None:
    account.create("shop", package)
    for name in of_type(package.template, FUNCTION):
        assert account.function("shop", name)["MemorySize"] <= NEW_ACCOUNT_MIB, name


def test_another_model_package_reaches_the_alias_and_the_same_again_publishes_nothing(
    account: Account, package: Package
) -> None:
    account.create("shop", package)
    before = version_of(account, "shop")
    account.update("shop", package)
    assert version_of(account, "shop") == before
    account.update("shop", package.with_source("ScoringLayer", "another-digest"))
    assert account.status("shop") == "UPDATE_COMPLETE"
    assert version_of(account, "shop") != before


@pytest.mark.parametrize(("name", "value"), ANOTHER.items())
def test_another_parameter_reaches_the_alias(
    account: Account, package: Package, name: str, value: str
) -> None:
    account.create("shop", package)
    before = version_of(account, "shop")
    account.update("shop", package, **{name: value})
    assert account.status("shop") == "UPDATE_COMPLETE"
    assert version_of(account, "shop") != before


def test_every_parameter_that_changes_the_api_was_tried(plain: dict[str, Any]) -> None:
    used = set(_parameters(plain["Resources"]["ApiFunction"]["Properties"], plain))
    assert used == set(ANOTHER)


def version_of(account: Account, stack: str) -> str:
    """The version that the API's alias names."""
    (version,) = (
        each["PhysicalResourceId"]
        for each in account.resources(stack).values()
        if each["ResourceType"] == "AWS::Lambda::Version"
    )
    return str(version)


def _parameters(value: Any, template: dict[str, Any]) -> Iterator[str]:
    """Parameters that a value of a template depends on, through conditions too."""
    if isinstance(value, list):
        for each in value:
            yield from _parameters(each, template)
    elif isinstance(value, dict):
        if value.get("Ref") in template["Parameters"]:
            yield value["Ref"]
        if "Fn::If" in value:
            yield from _parameters(template["Conditions"][value["Fn::If"][0]], template)
        for each in value.values():
            yield from _parameters(each, template)
    elif isinstance(value, str):
        yield from (p for p in template["Parameters"] if f"${{{p}}}" in value)
