"""Diversity, rotation and one page over a catalogue of two categories."""

from dataclasses import replace
from pathlib import Path

import pytest

from model.catalogue.snapshot import CatalogueRow
from model.catalogue.snapshot_writer import build
from model.scoring import Query, Scorer
from tests.unit.model.shop import NOW

HOME = Query("home", 10, NOW)


@pytest.fixture(scope="module")
def scorer(tmp_path_factory: pytest.TempPathFactory) -> Scorer:
    """Of 100 items the newer half is tea, the older coffee; the newest stand first."""
    rows = [
        CatalogueRow(f"{kind}-{at:02}", category=kind, brand=f"b{at % 5}", created_at=created + at)
        for kind, created in (("tea", 1_000), ("coffee", 0))
        for at in range(50)
    ]
    return Scorer(None, build(rows, tmp_path_factory.mktemp("s") / "s", "s"))


def ids(scorer: Scorer, query: Query) -> list[str]:
    return [each.item_id for each in scorer.recommend(query)]


def coffees(found: list[str]) -> int:
    return sum(each.startswith("coffee") for each in found)


def test_diversity_reaches_the_next_category(scorer: Scorer) -> None:
    query = replace(HOME, n=20)  # so that 80 candidates are looked at
    shares = [coffees(ids(scorer, replace(query, diversity=each))) for each in (0.0, 0.5, 1.0)]
    assert shares == [0, shares[1], 10]
    assert ids(scorer, replace(query, diversity=1.0))[0] == "tea-49", "the best stays the first"


def test_an_answer_with_knobs_repeats_exactly(scorer: Scorer) -> None:
    query = replace(HOME, diversity=0.4, rotation_rate=0.6, seed="ana")
    assert scorer.recommend(query) == scorer.recommend(query)


def test_rotation_changes_the_list_with_time_and_keeps_its_promises(scorer: Scorer) -> None:
    query = replace(HOME, rotation_rate=0.5, seed="ana")
    later = replace(query, now=NOW + query.rotation_time * 1_000)
    assert ids(scorer, query) != ids(scorer, later)
    assert len(set(ids(scorer, later))) == 10
    assert ids(scorer, replace(query, n=100, seed="bo")) != ids(scorer, replace(query, n=100))
    assert len(set(ids(scorer, replace(query, n=100)))) == 100


def test_what_another_list_of_the_page_shows_is_not_shown_again(scorer: Scorer) -> None:
    above = ids(scorer, HOME)
    below = ids(scorer, replace(HOME, page_items=tuple(above)))
    assert not set(above) & set(below)
    assert below == ids(scorer, replace(HOME, n=20))[10:]


def test_no_variant_of_what_another_list_shows_is_shown(tmp_path: Path) -> None:
    rows = [CatalogueRow("s", group_id="g"), CatalogueRow("m", group_id="g"), CatalogueRow("x")]
    scorer = Scorer(None, build(rows, tmp_path, "s"))
    assert ids(scorer, replace(HOME, page_items=("s",))) == ["x"]
