"""A shop with one store by the beach and one in the hills."""

from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from model.arrays.artifact import Artifact
from model.scoring import Query, Scorer
from model.training.popularity_by_location import FEWEST
from tests.unit.model.shop import NOW, Line, learn, line, write_lake

HOME = Query("home", 3, NOW)


def sold(item: str, people: int, location: str | None, day: float = 1.0) -> list[Line]:
    return [
        line(
            f"customer#{item}-{(location or '')[:9]}-{who}",
            "purchase",
            item,
            day=day,
            location=location,
        )
        for who in range(people)
    ]


EVERYWHERE = sold("milk", 20, None) + sold("bread", 10, None)
STORES = sold("swimsuit", 6, "beach") + sold("milk", 5, "beach") + sold("boots", 6, "hills")


def model_of(tmp_path: Path, *lines: list[Line]) -> Artifact:
    return learn(write_lake(tmp_path / "lake", chain(*lines)), tmp_path / "out")


def shown(model: Artifact, location: str | None) -> list[str]:
    ranked = Scorer(model, None).recommend(replace(HOME, location=location))
    assert {each.reason for each in ranked} == {"popular"}
    return [each.item_id for each in ranked]


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (None, ["milk", "bread", "boots"]),
        ("beach", ["swimsuit", "milk", "bread"]),
        ("hills", ["boots", "milk", "bread"]),
        ("never heard of", ["milk", "bread", "boots"]),
    ],
)
def test_what_sells_at_a_location_comes_first(
    tmp_path: Path, location: str | None, expected: list[str]
) -> None:
    assert shown(model_of(tmp_path, EVERYWHERE, STORES), location) == expected


def test_what_only_a_few_bought_there_is_not_reported(tmp_path: Path) -> None:
    few = sold("odd", FEWEST - 1, "beach")
    assert "odd" not in shown(model_of(tmp_path, EVERYWHERE, STORES, few), "beach")


def test_one_who_buys_all_day_counts_once(tmp_path: Path) -> None:
    hours = [
        line(f"customer#{who}", "purchase", "ice", day=1.3 + hour / 48, location="beach")
        for hour in range(8)
        for who in range(FEWEST)
    ]
    assert shown(model_of(tmp_path, EVERYWHERE, STORES, hours), "beach")[:2] == ["swimsuit", "milk"]


def test_a_trend_of_the_location_goes_before_that_of_all(tmp_path: Path) -> None:
    def a_day(item: str, people: int, days: range, location: str | None) -> list[Line]:
        return [each for day in days for each in sold(f"{item}", people, location, day=day + 0.5)]

    steady = [each for at in range(10) for each in a_day(f"s{at}", 10, range(40), "beach")]
    hit = a_day("parasol", 6, range(3), "beach") + a_day("skis", 9, range(3), "hills")
    scorer = Scorer(model_of(tmp_path, steady, hit), None)
    found = {
        place: [
            each.item_id
            for each in scorer.recommend(replace(HOME, n=10, location=place))
            if each.reason == "trending"
        ]
        for place in ("beach", None)
    }
    assert found["beach"][:1] == ["parasol"]
    assert found[None][:1] == ["skis"]


@pytest.mark.parametrize("name", ["", "x" * 257, "帽" * 86])
def test_names_that_are_no_location(tmp_path: Path, name: str) -> None:
    model = model_of(tmp_path, EVERYWHERE, sold("tent", FEWEST, name))
    assert model["popularity/location_offsets"].tolist() == [0]


def test_256_bytes_of_any_script_are(tmp_path: Path) -> None:
    name = "帽" * 85
    assert shown(model_of(tmp_path, EVERYWHERE, sold("tent", FEWEST, name)), name)[0] == "tent"


def test_where_all_of_a_chart_is_left_out_the_rest_is_as_ever(tmp_path: Path) -> None:
    scorer = Scorer(model_of(tmp_path, EVERYWHERE, sold("boots", 6, "hills")), None)
    gone = replace(HOME, exclude=frozenset({"boots"}))
    assert scorer.recommend(replace(gone, location="hills")) == scorer.recommend(gone)


def test_one_person_who_orders_a_thing_600_times_makes_no_bestseller(tmp_path: Path) -> None:
    often = [
        line("customer#fan", "purchase", "poster", day=day / 10, location=None)
        for day in range(600)
    ]
    assert shown(model_of(tmp_path, sold("milk", 4, None), often), None) == ["milk", "poster"]
