"""Twenty old items and three new ones, of which one is of the kind the person likes."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from model.arrays.artifact import Artifact
from model.catalogue.snapshot import CatalogueRow
from model.retrieval.new_items import draw_new_items
from model.scoring import History, Interaction, Query, ScoredItem, Scorer
from tests.unit.model.shop import DAY, NOW, catalog, learn, line, write_lake

LIKES_TEA = History(tuple(Interaction(f"old{at}", "view", NOW - 60 * DAY) for at in range(3)))
HOME = Query("home", 10, NOW, LIKES_TEA, exploration=0.1, seed="customer#1")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """Every old item was bought, so that popular ones fill any list."""
    folder = tmp_path_factory.mktemp("model")
    sold = [line(f"customer#{at}", "purchase", f"old{at}", day=50 + at) for at in range(20)]
    return learn(write_lake(folder / "lake", sold), folder / "out")


def shop(model: Artifact | None, folder: Path, *, age_days: float = 0.0, new: int = 3) -> Scorer:
    folder.mkdir(exist_ok=True)
    old = [
        CatalogueRow(f"old{at}", category="tea" if at < 10 else "tin", created_at=NOW - 900 * DAY)
        for at in range(20)
    ]
    born = int(NOW - age_days * DAY)
    fresh = [
        CatalogueRow(f"new{at}", category="tea" if at == 0 else f"kind{at}", created_at=born)
        for at in range(new)
    ]
    return Scorer(model, catalog(folder, *old, *fresh))


def new_ones(ranked: list[ScoredItem]) -> list[tuple[int, str]]:
    return [(at, each.item_id) for at, each in enumerate(ranked, 1) if each.item_id[:3] == "new"]


def over_people(scorer: Scorer, query: Query, people: int = 300) -> list[list[tuple[int, str]]]:
    asked = (replace(query, seed=f"customer#{who}") for who in range(people))
    return [new_ones(scorer.recommend(each)) for each in asked]


@pytest.fixture(scope="module")
def scorer(model: Artifact, tmp_path_factory: pytest.TempPathFactory) -> Scorer:
    return shop(model, tmp_path_factory.mktemp("shop"))


def test_one_place_in_ten_is_for_something_new_and_says_so(scorer: Scorer) -> None:
    lists = over_people(scorer, HOME)
    assert all(len(each) <= 1 for each in lists)
    assert {at for each in lists for at, _ in each} == {10}
    ranked = scorer.recommend(HOME)
    assert (ranked[9].reason, ranked[9].because_item_id, len(ranked)) == ("new", None, 10)


def test_the_kind_a_person_likes_comes_most_often(scorer: Scorer) -> None:
    """Weights 0.1 against 0.1 + 2/4 for the category: 6 of 8 draws, 12 standard errors apart."""
    counts = Counter(item for each in over_people(scorer, HOME) for _, item in each)
    assert counts["new0"] > 1.5 * (counts["new1"] + counts["new2"])
    assert min(counts.values()) > 0


def test_the_same_all_day_and_another_draw_tomorrow(scorer: Scorer) -> None:
    today = over_people(scorer, HOME, 50)
    assert over_people(scorer, replace(HOME, now=NOW + DAY // 2), 50) == today
    assert over_people(scorer, replace(HOME, now=NOW + DAY), 50) != today


def test_fewer_see_it_as_it_ages_and_no_person_after_a_month(
    model: Artifact, tmp_path: Path
) -> None:
    shops = (shop(model, tmp_path / str(days), age_days=days, new=1) for days in (0, 7, 21, 31))
    shares = [sum(map(len, over_people(each, HOME))) / 300 for each in shops]
    # A share of 300 people is off by 3 standard errors at most.
    assert shares == [1.0, pytest.approx(0.5, abs=0.1), pytest.approx(0.125, abs=0.06), 0.0]


def test_only_lists_of_taste_that_are_long_enough_and_when_asked(scorer: Scorer) -> None:
    for query in (
        replace(HOME, n=9),
        replace(HOME, exploration=0.0),
        replace(HOME, placement="product", item_id="old3"),
        replace(HOME, placement="cart"),
        replace(HOME, exclude=frozenset({"new0", "new1", "new2"})),
    ):
        assert not any(over_people(scorer, query, 10)), query


def test_what_the_person_met_is_not_new_to_them(scorer: Scorer) -> None:
    met = History(tuple(Interaction(f"new{at}", "remove", NOW) for at in range(3)))
    assert not any(over_people(scorer, replace(HOME, history=met), 10))


def test_without_a_model_too(tmp_path: Path) -> None:
    scorer = shop(None, tmp_path / "shop")
    (drawn,) = draw_new_items(scorer.context(HOME), 1)
    assert drawn in scorer.groups.find(["new0", "new1", "new2"])


def test_twice_the_share_twice_the_places(scorer: Scorer) -> None:
    lists = over_people(scorer, replace(HOME, exploration=0.2), 20)
    assert {at for each in lists for at, _ in each} == {5, 10}
