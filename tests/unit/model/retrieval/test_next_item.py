"""Visitors walk along streets (see `streets.walks`): the next house is what comes next."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.arrays.artifact import Artifact
from model.catalogue.snapshot import CatalogueRow
from model.scoring import History, Interaction, Purchased, Query, ScoredItem, Scorer
from model.settings import TrainingSettings
from tests.unit.model.retrieval.session.streets import walks
from tests.unit.model.shop import DAY, NOW, SMALL, Line, catalog, learn, line, write_lake

SETTINGS = replace(SMALL, session_checks=60, ranker_people=20, evaluation_people=20)
MINUTE = 1 / 1440
HOME = Query("home", 20, NOW)


def town(visits: int) -> list[Line]:
    """A visitor a walk, evenly over a hundred days; a house is looked at for a minute."""
    log = walks(visits, streets=3, houses=10)
    starts = np.linspace(100, 1, len(log))
    return [
        line(f"visitor#{who}", "view", f"h{house}", day=starts[who] - step * MINUTE)
        for who, walk in enumerate(np.split(log.items, log.offsets[1:-1]))
        for step, house in enumerate(walk.tolist())
    ]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    folder = tmp_path_factory.mktemp("town")
    lines = [
        *town(320),
        *(line(f"customer#{who}", "purchase", "h0", "h9", day=9.0 + who) for who in range(9)),
    ]
    return learn(write_lake(folder / "lake", lines), folder / "out", settings=SETTINGS)


@pytest.fixture(scope="module")
def scorer(model: Artifact) -> Scorer:
    return Scorer(model, None)


def looked(*houses: str, ago: int = 0) -> History:
    """Houses looked at, oldest first, a second each."""
    return History(
        tuple(Interaction(h, "view", NOW - ago - at * 1000) for at, h in enumerate(houses[::-1]))
    )


def first_but(ranked: list[ScoredItem], *seen: str) -> ScoredItem:
    return next(each for each in ranked if each.item_id not in seen)


def test_training_says_who_won_and_by_how_much(model: Artifact) -> None:
    about = model.manifest["rankers"]["next_item"]
    assert (about["won"], about["placements"]) == ("next_item", ["home", "product"])
    for measured in about["measured"].values():
        assert measured["next_item"]["ndcg@20"] > measured["without_next_item"]["ndcg@20"] > 0
        assert measured["cases"] > 25


def test_a_visitor_is_shown_the_next_house(scorer: Scorer) -> None:
    ranked = scorer.recommend(replace(HOME, history=looked("h3", "h4")))
    found = first_but(ranked, "h3", "h4")
    assert (found.item_id, found.reason, found.because_item_id) == (
        "h5",
        "because_you_viewed",
        "h4",
    )


def test_a_page_shows_what_comes_after_it_and_what_came_before_counts(scorer: Scorer) -> None:
    page = Query("product", 5, NOW, looked("h3", "h4"), item_id="h5")
    ranked = scorer.recommend(page)
    found = first_but(ranked, "h3", "h4")
    assert (found.item_id, found.reason, found.because_item_id) == ("h6", "viewed_together", "h5")
    assert "h5" not in [each.item_id for each in ranked]
    known = replace(page, history=looked("h3", "h4", "h5"))
    assert scorer.recommend(known) == ranked


def test_to_a_buyer_a_visit_counts_while_it_lasts(scorer: Scorer) -> None:
    bought = tuple(Purchased(h, 2, NOW // DAY - 30) for h in ("h0", "h9"))
    history = History(looked("h13", "h14").interactions, bought)
    ranked = scorer.recommend(replace(HOME, n=6, history=history))

    assert ranked[0].item_id == "h0"
    assert "h15" in [each.item_id for each in ranked]
    assert serves(scorer, history)
    assert not serves(scorer, History(looked("h13", ago=DAY).interactions, bought))


def test_a_visit_of_a_month_ago_does_not_count(scorer: Scorer) -> None:
    assert serves(scorer, looked("h3", ago=29 * DAY))
    assert not serves(scorer, looked("h3", ago=31 * DAY))


def serves(scorer: Scorer, history: History) -> bool:
    next_item = scorer.sources.recommenders.next_item
    assert next_item is not None
    return next_item.serves(scorer.context(replace(HOME, history=history)))


def test_only_what_may_be_shown(model: Artifact, tmp_path: Path) -> None:
    shelf = catalog(
        tmp_path, CatalogueRow("h5", hidden=True), CatalogueRow("h6"), CatalogueRow("h2")
    )
    ranked = Scorer(model, shelf).recommend(replace(HOME, history=looked("h3", "h4")))
    assert {each.item_id for each in ranked} == {"h6", "h2"}


def test_a_page_without_visits_has_no_next_items(scorer: Scorer) -> None:
    page = Query("product", 5, NOW, looked("h3", "h4"), item_id="unheard of")
    assert "viewed_together" not in {each.reason for each in scorer.recommend(page)}


def test_too_few_visits_make_no_arrays(tmp_path: Path) -> None:
    few = learn(write_lake(tmp_path / "lake", town(20)), tmp_path / "out", settings=SETTINGS)
    about = few.manifest["rankers"]["next_item"]
    assert about["won"] == "without_next_item"
    assert "too few" in about["why"]
    assert "next_item/items" not in few
    assert Scorer(few, None).sources.recommenders.next_item is None


def test_without_views_the_manifest_gives_the_reason(tmp_path: Path) -> None:
    lines = [line("customer#1", "purchase", "a", day=day) for day in (1, 50)]
    model = learn(write_lake(tmp_path / "lake", lines), tmp_path / "out", settings=SMALL)
    assert "no visit has two items" in model.manifest["rankers"]["next_item"]["why"]


@pytest.mark.parametrize(
    ("key", "value"), [("session_events", 400), ("session_cases", 200), ("session_checks", 20)]
)
def test_a_setting_has_an_effect(model: Artifact, tmp_path: Path, key: str, value: int) -> None:
    settings = TrainingSettings.from_mapping({**SETTINGS.as_dict(), key: value})
    other = learn(write_lake(tmp_path / "lake", town(320)), tmp_path / "out", settings=settings)
    assert other.manifest["rankers"]["next_item"] != model.manifest["rankers"]["next_item"]
