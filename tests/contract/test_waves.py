"""The allowance of a wave, and who has an item in mind, under races."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from functions.domain.nudges.item_news.interests import Interest
from functions.domain.nudges.restock.wave import Transition, Wave
from functions.domain.person import customer, visitor
from functions.storage.interests import InterestRows, news_action
from functions.storage.keys.restock_keys import ITEM_SHARDS
from functions.storage.tables import TableNames
from functions.storage.waves import WaveRows
from tests.unit.builders import NOON

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

WAVE = Wave(Transition("tea#1", "online", NOON))
ANA = customer("ana")


@pytest.fixture
def waves(dynamodb: "DynamoDBClient", tables: TableNames) -> WaveRows:
    return WaveRows(dynamodb, tables.customers)


@pytest.fixture
def interests(dynamodb: "DynamoDBClient", tables: TableNames) -> InterestRows:
    return InterestRows(dynamodb, tables.customers)


def test_of_two_that_begin_a_wave_the_first_ones_allowance_counts(waves: WaveRows) -> None:
    assert [waves.open(WAVE, allowance, now=NOON) for allowance in (3, 5)] == [3, 3]
    assert waves.get(Wave(WAVE.transition, 1)) == (0, 0)


def test_no_more_is_taken_than_allowed_by_any_caller(waves: WaveRows) -> None:
    waves.open(WAVE, 7, now=NOON)
    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(lambda _: waves.take(WAVE), range(20)))
    assert (taken, waves.get(WAVE)) == (7, (7, 7))
    assert waves.give_back(WAVE)
    assert [waves.take(WAVE), waves.take(WAVE)] == [True, False]


def test_a_wave_that_never_began_allows_nothing(waves: WaveRows) -> None:
    assert not waves.take(WAVE)
    assert not waves.give_back(WAVE)


def people(interests: InterestRows, item_id: str = "tea#1", limit: int = 100) -> set[str]:
    found = set[str]()
    for shard in ITEM_SHARDS:
        after: str | None = ""
        while after is not None:
            page, after = interests.page(item_id, shard, after=after, limit=limit)
            found |= {each.person.key for each in page}
    return found


def test_an_interest_lasts_until_a_later_event_ends_it(interests: InterestRows) -> None:
    interests.put(Interest("tea#1", ANA, NOON + 2))
    interests.put(Interest("tea#1", ANA, NOON + 1))
    interests.remove(Interest("tea#1", ANA, NOON + 1))
    assert people(interests) == {ANA.key}
    interests.remove(Interest("tea#1", ANA, NOON + 2))
    interests.remove(Interest("tea#1", ANA, NOON + 2))
    assert people(interests) == set()


def test_pages_hold_every_person_and_an_erasure_takes_one_out(interests: InterestRows) -> None:
    everyone = [visitor(f"v{n}") for n in range(40)]
    for each in everyone:
        interests.put(Interest("tea#1", each, NOON))
    assert people(interests, limit=2) == {each.key for each in everyone}
    interests.forget(everyone[0], ["tea#1", "tea#1", "milk"])
    assert people(interests) == {each.key for each in everyone[1:]}


def test_news_are_planned_once(
    interests: InterestRows, dynamodb: "DynamoDBClient", tables: TableNames
) -> None:
    interest = Interest("tea#1", ANA, NOON)
    assert interests.planned_at(interest, "low_stock") is None

    def plan(version: int) -> bool:
        action = news_action(
            tables.customers, interest, "low_stock", version, not_since=version - 100
        )
        try:
            dynamodb.transact_write_items(TransactItems=[action])  # type: ignore[list-item]
        except dynamodb.exceptions.TransactionCanceledException:
            return False
        return True

    assert not plan(NOON), "without a row there is no interest"
    interests.put(interest)
    assert interests.planned_at(interest, "low_stock") == 0
    assert [plan(NOON), plan(NOON), plan(NOON + 50), plan(NOON + 101)] == [True, False, False, True]
    assert interests.planned_at(interest, "low_stock") == NOON + 101
