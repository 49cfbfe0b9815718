"""Restock subscriptions: a queue for each item, and each person's own copy."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.person import Person, customer, visitor
from functions.errors import RevisionLost
from functions.storage.keys.restock_keys import ITEM_SHARDS, waiting_sk
from functions.storage.subscriptions import SubscriptionRows, notified_actions
from functions.storage.tables import TableNames
from tests.unit.builders import NOON

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ANA = customer("ana")
END = NOON + 90 * 86_400_000


@pytest.fixture
def rows(dynamodb: "DynamoDBClient", tables: TableNames) -> SubscriptionRows:
    return SubscriptionRows(dynamodb, tables.customers)


def of(person: Person, since: int = NOON, item_id: str = "tea#1") -> Subscription:
    return Subscription(item_id, person, since, END, ("email", "onsite"), "store-12")


def queue(rows: SubscriptionRows, item_id: str = "tea#1", limit: int = 100) -> list[Subscription]:
    found: list[Subscription] = []
    for shard in ITEM_SHARDS:
        after: str | None = ""
        while after is not None:
            page, after = rows.waiting(item_id, shard, after=after, limit=limit)
            found += page
    return sorted(found, key=lambda each: waiting_sk(each.since, each.person))


def test_a_subscription_comes_back_as_it_was_put(rows: SubscriptionRows) -> None:
    rows.put(of(ANA), known=(None, 0))
    assert rows.get(ANA, "tea#1") == (of(ANA), 1)
    assert list(rows.find(ANA)) == queue(rows) == [of(ANA)]
    assert (rows.get(ANA, "tea"), queue(rows, "tea")) == ((None, 0), [])


def test_of_two_writers_one_wins(rows: SubscriptionRows) -> None:
    rows.put(of(ANA), known=(None, 0))
    with pytest.raises(RevisionLost):
        rows.put(of(ANA, NOON + 1), known=(None, 0))
    rows.put(replace(of(ANA), location=None), known=(of(ANA), 1))
    with pytest.raises(RevisionLost):
        rows.delete(of(ANA), rev=1)
    rows.delete(of(ANA), rev=2)
    assert (list(rows.find(ANA)), queue(rows)) == ([], [])


def test_pages_hold_every_person_once_oldest_first(rows: SubscriptionRows) -> None:
    people = [of(visitor(f"v{n}"), NOON + n // 3) for n in range(40)]
    for each in people:
        rows.put(each, known=(None, 0))
    expected = sorted(people, key=lambda each: waiting_sk(each.since, each.person))
    assert queue(rows, limit=2) == queue(rows) == expected


def test_a_claim_takes_a_person_out_of_the_queue_once(
    rows: SubscriptionRows, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    rows.put(of(ANA), known=(None, 0))
    actions = list(notified_actions(tables.customers, of(ANA)))
    dynamodb.transact_write_items(TransactItems=actions)  # type: ignore[arg-type]
    assert queue(rows) == []
    assert rows.get(ANA, "tea#1") == (replace(of(ANA), state="notified"), 2)
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException):
        dynamodb.transact_write_items(TransactItems=actions)  # type: ignore[arg-type]
    rows.put(of(ANA, NOON + 5), known=rows.get(ANA, "tea#1"))
    assert queue(rows) == [of(ANA, NOON + 5)]
