"""The people of the evaluation, and that the better model leads."""

from dataclasses import replace
from pathlib import Path

import pytest

from model.arrays.artifact import Artifact
from model.evaluation import home_evaluation as asking
from tests.unit.model.shop import SMALL, checkerboard, learn, line, write_lake


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """All people come back for the item they left out."""
    folder = tmp_path_factory.mktemp("evaluated")
    back = [line(f"customer#{who}", "purchase", f"i{who % 10}", day=1) for who in range(20)]
    lake = write_lake(folder / "lake", checkerboard() + back)
    return learn(lake, folder / "out", settings=replace(SMALL, regularization=0.01))


def test_all_are_asked_of_the_same_people(model: Artifact) -> None:
    figures = model.manifest["metrics"]["recommenders"]
    asked = {ways[way]["people"] for ways in figures.values() for way in ("repeats", "new_only")}
    assert asked == {20}


def test_the_lead_over_a_recommender_is_reported(model: Artifact) -> None:
    figures = model.manifest["metrics"]["recommenders"]
    lead = figures["popularity"]["new_only"]["blend_leads"]
    whole, alone = (figures[name]["new_only"]["ndcg@20"] for name in ("blend", "popularity"))
    assert lead["people"] == 20
    assert lead["difference"] == pytest.approx(whole / alone - 1, abs=1e-3)
    assert "blend_leads" not in figures["blend"]["new_only"]


def test_the_size_of_a_history_is_distinguished(model: Artifact) -> None:
    (part,) = model.manifest["metrics"]["by_history"]
    assert (part["from"], part["to"], part["people"]) == (1, 4, 20)


@pytest.mark.parametrize(("of", "at_most", "expected"), [(3, 5, {0, 1, 2}), (10, 4, {0, 2, 5, 7})])
def test_some_are_taken_evenly(of: int, at_most: int, expected: set[int]) -> None:
    assert asking.evenly(of, at_most) == expected


def test_new_items_and_single_recommenders_are_asked_of_some(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(asking, "SOME", 5)
    back = [line(f"customer#{who}", "purchase", f"i{who % 10}", day=1) for who in range(20)]
    made = learn(write_lake(tmp_path / "lake", checkerboard() + back), tmp_path / "out")
    figures = made.manifest["metrics"]["recommenders"]
    asked = {
        name: [figures[name][way]["people"] for way in ("repeats", "new_only")]
        for name in ("blend", "popularity", "als")
    }
    assert asked == {"blend": [20, 5], "popularity": [20, 5], "als": [5, 5]}
    assert figures["als"]["repeats"]["blend_leads"]["people"] == 5
