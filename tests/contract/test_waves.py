"""The allowance of a wave, and who has an item in mind, under races."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from functions.domain.nudges.item_news.interests import Interest
from functions.domain.nudges.restock.wave import OpenWave, Transition, Wave
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


def take(waves: WaveRows) -> Wave | None:
    """Take an alert of the wave in force, which is young."""
    return waves.take(WAVE.transition, old_from=0, at_most=0)


@pytest.fixture
def interests(dynamodb: "DynamoDBClient", tables: TableNames) -> InterestRows:
    return InterestRows(dynamodb, tables.customers)


def test_of_two_that_begin_a_wave_the_first_ones_allowance_counts(waves: WaveRows) -> None:
    assert waves.get(WAVE.transition) is None
    assert [waves.open(WAVE, allowance, now=NOON) for allowance in (3, 5)] == [3, 3]
    assert waves.get(WAVE.transition) == OpenWave(WAVE, 3, 0, 0, NOON)


def test_no_more_is_taken_than_allowed_by_any_caller(waves: WaveRows) -> None:
    waves.open(WAVE, 7, now=NOON)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: take(waves), range(20)))
    assert (taken.count(WAVE), taken.count(None)) == (7, 13)
    assert waves.get(WAVE.transition) == OpenWave(WAVE, 7, 7, 0, NOON)
    assert waves.give_back(WAVE)
    assert [take(waves), take(waves)] == [WAVE, None]


def test_a_wave_that_never_began_allows_nothing(waves: WaveRows) -> None:
    assert take(waves) is None
    assert not waves.give_back(WAVE)
    assert waves.get(WAVE.transition) is None


def test_a_wave_ends_the_one_before_it(waves: WaveRows) -> None:
    waves.open(WAVE, 3, now=NOON)
    assert take(waves) == WAVE
    later = Wave(WAVE.transition, 1)
    assert waves.open(later, 1, now=NOON + 9) == 1
    assert waves.open(WAVE, 5, now=NOON + 9) is None, "it is over"
    assert waves.get(WAVE.transition) == OpenWave(later, 1, 0, 1, NOON + 9)
    assert [take(waves), take(waves)] == [later, None]
    assert not waves.give_back(WAVE), "it was no alert of this wave"


def test_a_wave_of_a_new_return_has_alerts_for_that_return_alone(waves: WaveRows) -> None:
    waves.open(Wave(WAVE.transition, 4), 3, now=NOON)
    again = Wave(replace(WAVE.transition, version=NOON + 1))
    assert waves.take(again.transition, old_from=0, at_most=9) is None
    assert waves.open(again, 2, now=NOON) == 2
    assert take(waves) is None
    assert waves.take(again.transition, old_from=0, at_most=9) == again
    assert waves.open(Wave(WAVE.transition, 5), 3, now=NOON) is None


def test_an_old_wave_gives_no_more_than_there_is_stock_for_now(waves: WaveRows) -> None:
    waves.open(WAVE, 3, now=NOON)
    assert waves.take(WAVE.transition, old_from=NOON, at_most=1) == WAVE
    assert waves.take(WAVE.transition, old_from=NOON, at_most=1) is None
    assert waves.take(WAVE.transition, old_from=NOON - 1, at_most=1) == WAVE


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
