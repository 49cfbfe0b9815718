from typing import TYPE_CHECKING

import pytest

from functions.storage.leases import LeaseRows, LeaseTaken
from functions.storage.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def leases(dynamodb: "DynamoDBClient", tables: TableNames) -> LeaseRows:
    return LeaseRows(dynamodb, tables.customers)


def test_one_at_a_time(leases: LeaseRows) -> None:
    with (
        leases.hold("retrain", holder="a", now_s=100, for_s=60),
        pytest.raises(LeaseTaken),
        leases.hold("retrain", holder="b", now_s=159, for_s=60),
    ):
        pytest.fail("two hold the same lease")


def test_a_lease_is_given_back_even_after_a_failure(leases: LeaseRows) -> None:
    with pytest.raises(ZeroDivisionError), leases.hold("x", holder="a", now_s=100, for_s=60):
        raise ZeroDivisionError
    with leases.hold("x", holder="b", now_s=101, for_s=60):
        pass


def test_a_dead_holders_lease_ends_and_is_not_taken_back(leases: LeaseRows) -> None:
    slow = leases.hold("x", holder="a", now_s=100, for_s=60)
    slow.__enter__()
    with leases.hold("x", holder="b", now_s=160, for_s=60):
        slow.__exit__(None, None, None)
        with pytest.raises(LeaseTaken), leases.hold("x", holder="c", now_s=161, for_s=60):
            pass
