"""Each setting has an effect; `threads` has none on the result, on purpose."""

from dataclasses import fields, replace

import pytest

from model.arrays.artifact import Array
from model.training.session.settings import SessionSettings
from model.training.session.train import train
from tests.unit.model.retrieval.session.streets import walks

BASE = SessionSettings(
    factors=4, trees=4, ranker_cases=400, threads=1, fewest_cases=50, leaves=8, depth=4
)
CHANGES = {
    "newest_events": 2000,
    "factors": 5,
    "similar_among": 60,
    "ranker_cases": 300,
    "ranker_share": 0.05,
    "fewest_cases": 100_000,
    "negatives": 0.5,
    "trees": 2,
    "learning_rate": 0.5,
    "leaves": 3,
    "depth": 2,
    "seed": 3,
}


def fingerprint(settings: SessionSettings) -> dict[str, bytes]:
    arrays: dict[str, Array] = train(walks(700), settings)[0]
    return {name: array.tobytes() for name, array in arrays.items()}


@pytest.fixture(scope="module")
def base() -> dict[str, bytes]:
    return fingerprint(BASE)


@pytest.mark.parametrize("key", CHANGES)
def test_a_setting_has_an_effect(key: str, base: dict[str, bytes]) -> None:
    assert fingerprint(replace(BASE, **{key: CHANGES[key]})) != base  # type: ignore[arg-type]


def test_threads_do_not_change_what_is_learned(base: dict[str, bytes]) -> None:
    assert fingerprint(replace(BASE, threads=2)) == base


def test_every_setting_is_tried() -> None:
    assert {field.name for field in fields(SessionSettings)} == {*CHANGES, "threads"}
