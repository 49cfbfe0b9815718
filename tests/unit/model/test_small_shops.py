"""A shop always has a model: what is bought once is not offered again, and the best serves."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from model.arrays.artifact import Artifact
from model.catalogue.snapshot import CatalogueRow
from model.query import History, Interaction, Purchased, Query
from model.retrieval.repeat_rates import ONE_TIME
from model.scoring import Scorer
from model.settings import TrainingSettings
from tests.unit.model.shop import DAY, NOW, Line, catalog, learn, line, write_lake

BUYERS = 400
DAYS = 60
WASHERS = [f"washer-{n}" for n in range(12)]
SOAPS = [f"soap-{n}" for n in range(12)]
PEOPLE = TrainingSettings(factors=8, neighbour_support=1, ranker_fewest=100_000)


def ordered(who: int, item: str, day: int, number: int = 0) -> Line:
    order = f"{who}-{day}-{number}"
    return line(f"customer#{who}", "purchase", item, day=day, order_id=order, message_id=order)


def each_once(draw: np.random.Generator) -> Iterator[Line]:
    """Four hundred people who buy three different things each, the popular ones most."""
    for who in range(BUYERS):
        for day in draw.choice(DAYS, 3, replace=False).tolist():
            yield ordered(who, drawn(draw, WASHERS), day)


def drawn(draw: np.random.Generator, items: list[str]) -> str:
    """The first item most often, the second half as often, and so on."""
    odds = 1 / np.arange(1, len(items) + 1)
    return str(draw.choice(items, p=odds / odds.sum()))


def once(lines: Iterator[Line]) -> list[Line]:
    """Each person's first order of each item."""
    found = {(each["person"], each["items"][0]["item_id"]): each for each in lines}
    return list(found.values())


def soap_every_week(draw: np.random.Generator) -> Iterator[Line]:
    for who in range(BUYERS):
        own = str(draw.choice(SOAPS))
        for day in range(who % 7, DAYS, 7):
            yield ordered(who, own, day, 1)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Scorer:
    """All people buy soap again and again, and washing machines once."""
    folder, draw = tmp_path_factory.mktemp("mixed"), np.random.default_rng(1)
    lines = [*once(each_once(draw)), *soap_every_week(draw)]
    rows = [
        *(CatalogueRow(item, category="washers") for item in WASHERS),
        *(CatalogueRow(item, category="soap") for item in SOAPS),
    ]
    snapshot = catalog(folder, *rows)
    lake = write_lake(folder / "lake", lines)
    model = learn(lake, folder / "out", settings=PEOPLE, snapshot=snapshot)
    return Scorer(model, snapshot).without_ranker()


def listed(scorer: Scorer, *bought: str, placement: str = "home", n: int = 10) -> list[str]:
    """The list of a person who bought some items a second ago."""
    seen = tuple(Interaction(item, "purchase", NOW - 1000) for item in bought)
    query = Query(placement, n, NOW, history=History(seen))
    return [each.item_id for each in scorer.recommend(query)]


def test_rates_are_those_of_the_categories(mixed: Scorer) -> None:
    rates = mixed.sources.recommenders.repeat_rates
    found = rates.one_time(mixed.groups.find([*WASHERS, *SOAPS]))
    assert found.tolist() == [True] * len(WASHERS) + [False] * len(SOAPS)
    assert (rates.factors(mixed.groups.find(SOAPS)) == 1).all()
    assert (rates.factors(mixed.groups.find(WASHERS)) < ONE_TIME * 10).all()


def test_a_washing_machine_is_not_offered_seconds_after_it_was_bought(mixed: Scorer) -> None:
    bought = WASHERS[0]
    assert bought not in listed(mixed, bought)
    everything = listed(mixed, bought, n=len(WASHERS) + len(SOAPS))
    assert everything[-1] == bought


def test_soap_is_offered_again(mixed: Scorer) -> None:
    bought = History(purchased=(Purchased(SOAPS[3], 5, NOW // DAY - 7, 28),))
    found = mixed.recommend(Query("home", 5, NOW, history=bought))
    assert (found[0].item_id, found[0].reason) == (SOAPS[3], "buy_again")


def trained(folder: Path, lines: list[Line]) -> Artifact:
    return learn(write_lake(folder / "lake", lines), folder / "out", settings=PEOPLE)


def test_a_shop_where_each_buys_a_thing_once_has_a_model(tmp_path: Path) -> None:
    model = trained(tmp_path, once(each_once(np.random.default_rng(2))))
    gate = model.manifest["gate"]
    assert gate["passed"], gate["reasons"]
    assert (np.asarray(model["repeat_rate"]) < ONE_TIME).all()
    scorer = Scorer(model, None)
    for bought in WASHERS[:4]:
        assert bought not in listed(scorer, bought, n=5)


def test_a_shop_that_buys_by_popularity_is_served_by_popularity(tmp_path: Path) -> None:
    """What was bought says nothing of what will be: the odds of each item are all there is."""
    draw = np.random.default_rng(3)
    items = [f"i{n}" for n in range(200)]
    lines = [
        ordered(who, drawn(draw, items), int(day), number)
        for who in range(700)
        for number, day in enumerate(draw.integers(DAYS, size=6))
    ]
    model = trained(tmp_path, lines)
    assert model.manifest["gate"]["passed"]
    assert "person" in model.manifest["served_by_popularity"]
    found = Scorer(model, None).recommend(
        Query("home", 5, NOW, history=History((Interaction("i150", "view", NOW - 1),)))
    )
    assert {each.reason for each in found} == {"popular"}
