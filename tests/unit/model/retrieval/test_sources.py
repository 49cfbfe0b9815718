"""The registry: one id a source, which its file, class, fit, features and page share."""

from importlib import import_module
from pathlib import Path

import pytest

from model.arrays.artifact import Artifact
from model.query import PLACEMENTS, REASONS, History, Interaction, Purchased, Query
from model.ranking.placement_family import FAMILIES
from model.retrieval.recommender_set import RecommenderSet
from model.retrieval.sources import SOURCES, Source
from model.scoring import Scorer
from tests.unit.model.shop import DAY, NOW

PAGE = (Path(__file__).parents[4] / "docs/recommenders.md").read_text("utf-8")
EVERY = pytest.mark.parametrize("source", SOURCES.values(), ids=lambda each: each.id)


@EVERY
def test_a_source_has_a_file_and_a_class_of_its_name(source: Source) -> None:
    name = source.module or source.id
    names = vars(import_module(f"model.retrieval.{name}"))
    camel = "".join(part.capitalize() for part in name.split("_"))
    assert camel in names or f"draw_{name}" in names


@EVERY
def test_a_source_that_needs_arrays_is_fitted(source: Source) -> None:
    if source.fitted_by is not None:
        fit = vars(import_module(f"model.training.{source.fitted_by}"))
        assert "fit" in fit or "train" in fit


@EVERY
def test_an_entry_is_consistent(source: Source) -> None:
    assert source.reason in REASONS
    assert set(source.weights) <= set(PLACEMENTS)
    assert all(weight > 0 for weight in source.weights.values())
    ranked = {each for family in FAMILIES.values() for each in family.sources}
    assert (source.preselection > 0) == (source.id in ranked)


@EVERY
def test_a_source_is_described(source: Source) -> None:
    assert f"`{source.id}`" in PAGE


def test_recommenders_have_ids_of_the_registry(model: Artifact) -> None:
    by_id = RecommenderSet.open(model).by_id
    assert set(by_id) <= set(SOURCES)
    assert all(recommender.id == name for name, recommender in by_id.items())
    assert set(model.manifest["metrics"]["recommenders"]) - {"blend", "weighted_sum"} == set(by_id)


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_a_source_with_a_weight_is_asked(model: Artifact, placement: str) -> None:
    scorer = Scorer(model, None)
    seen = Interaction("i3", "view", NOW - 1000)
    bought = Purchased("i1", 3, NOW // DAY - 5)
    history = History((seen,), (bought,), ("i1",))
    query = Query(placement, 20, NOW, history, item_id="i2" if placement == "product" else None)
    parts = scorer.sources.for_ranker(scorer.context(query)).parts

    weighted = {each.id for each in SOURCES.values() if placement in each.weights}
    # The checkerboard has no views in visits, and a vector for every item.
    absent = {"next_item", "viewed_together", "content_based"}
    assert {each.source for each in parts} == weighted - absent
