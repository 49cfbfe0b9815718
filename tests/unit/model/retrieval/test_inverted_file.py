from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from model.arrays.artifact import Artifact
from model.catalogue.snapshot import CatalogueRow, Snapshot
from model.query import History, Interaction, Query
from model.retrieval.als import Als
from model.retrieval.candidates import Candidates
from model.scoring import Scorer
from model.settings import TrainingSettings
from model.training import inverted_file
from tests.unit.model.shop import NOW, SMALL, catalog, learn, line, write_lake

TASTES, ITEMS, PEOPLE = 12, 50, 240
NAMES = [f"{taste}-{item}" for taste in range(TASTES) for item in range(ITEMS)]
CELLS = replace(SMALL, factors=16, cells_from=ITEMS)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """Each person buys a dozen things, most of one taste; some things sell better than others."""
    folder, rng = tmp_path_factory.mktemp("cells"), np.random.default_rng(3)
    lines = []
    for who in range(PEOPLE):
        tastes = np.where(rng.random(12) < 0.8, who % TASTES, rng.integers(0, TASTES, 12))
        items = (rng.random(12) ** 2 * ITEMS).astype(int)
        names = {f"{taste}-{item}" for taste, item in zip(tastes, items, strict=True)}
        lines.append(line(f"customer#{who}", "purchase", *sorted(names), day=who % 90))
    return learn(write_lake(folder / "lake", lines), folder / "out", settings=CELLS)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A third is cheap, and the items of a taste are a category."""
    rows = (
        CatalogueRow(name, category=name.split("-")[0], price=float(at % 3))
        for at, name in enumerate(NAMES)
    )
    return catalog(tmp_path_factory.mktemp("shelf"), *rows)


def exact(model: Artifact, shelf: Snapshot | None) -> Scorer:
    """The same model, read in full."""
    scorer = Scorer(model, shelf)
    return scorer.with_recommenders(
        replace(scorer.sources.recommenders, als=Als(model, exact=True))
    )


def asked(scorer: Scorer, query: Query) -> Candidates:
    return scorer.context(query).retrieve(scorer.sources.recommenders.by_id["als"])


def likes(taste: int) -> Query:
    items = (Interaction(f"{taste}-{at}", "purchase", NOW) for at in range(0, 10, 2))
    return Query("home", 20, NOW, History(tuple(items)))


def test_vectors_that_lie_together_share_a_cell() -> None:
    rng = np.random.default_rng(5)
    corners = np.eye(8, dtype=np.float32)[np.arange(800) % 8] * 4.0
    vectors = corners + rng.normal(0, 0.01, corners.shape).astype(np.float32)
    arrays, about = inverted_file.fit(vectors, vectors[:50], replace(SMALL, cells_from=800))

    starts, items = arrays["als/cell_offsets"], arrays["als/cell_items"]
    assert sorted(items.tolist()) == list(range(800))
    assert about["cells"] == len(starts) - 1 == 28
    assert all(len(set(items[a:b] % 8)) <= 1 for a, b in pairwise(starts))
    assert about["recall@200"] >= 0.95


def test_fewer_groups_than_the_setting_have_no_cells() -> None:
    vectors = np.ones((10, 3), np.float32)

    assert inverted_file.fit(vectors, vectors, TrainingSettings()) == ({}, {})


def test_vectors_that_are_all_the_same() -> None:
    vectors = np.ones((10, 3), np.float32)
    arrays, about = inverted_file.fit(vectors, vectors, replace(SMALL, cells_from=1))

    assert sorted(arrays["als/cell_items"].tolist()) == list(range(10))
    assert about["recall@200"] == 1.0


def test_nearly_all_of_the_exact_best_are_found_in_a_part(model: Artifact) -> None:
    about = model.manifest["als"]["cells"]
    assert about["recall@200"] >= 0.95

    scorer, whole = Scorer(model, None), exact(model, None)
    shares = []
    for taste in range(TASTES):
        here, there = (asked(each, likes(taste)) for each in (scorer, whole))
        wanted = there.groups[np.argsort(-there.scores)[:50]]
        shares.append(np.isin(wanted, here.groups).mean())
    assert np.mean(shares) >= 0.95


def test_cells_leave_something_out(model: Artifact) -> None:
    """Else the test above could not fail."""
    few = Artifact(model.folder, {**model.manifest, "als": _probing(model, 1)})
    found, every = asked(Scorer(few, None), likes(0)), asked(exact(model, None), likes(0))

    assert 0 < len(found.groups) < len(every.groups)


def _probing(model: Artifact, probes: int) -> dict[str, object]:
    about = model.manifest["als"]
    return {**about, "cells": {**about["cells"], "probes": probes}}


def test_a_narrow_filter_is_answered_exactly(model: Artifact, shelf: Snapshot) -> None:
    query = replace(likes(3), category="7", max_price=1.0)
    few = Artifact(model.folder, {**model.manifest, "als": _probing(model, 1)})
    here, there = asked(Scorer(few, shelf), query), asked(exact(model, shelf), query)

    assert len(there.groups) > 0
    assert dict(zip(here.groups.tolist(), here.scores.tolist(), strict=True)) == pytest.approx(
        dict(zip(there.groups.tolist(), there.scores.tolist(), strict=True))
    )


@pytest.mark.parametrize("probes", [1, 5, 1000])
def test_lists_are_full_and_pass_the_filters(model: Artifact, shelf: Snapshot, probes: int) -> None:
    scorer = Scorer(
        Artifact(model.folder, {**model.manifest, "als": _probing(model, probes)}), shelf
    )
    for query in (likes(1), replace(likes(1), max_price=0.0), replace(likes(1), category="4")):
        found = [each.item_id for each in scorer.recommend(query)]
        assert len(set(found)) == query.n
        if query.max_price is not None:
            assert all(NAMES.index(item) % 3 == 0 for item in found)
        if query.category is not None:
            assert all(item.startswith("4-") for item in found)


def test_what_is_alike_is_found_in_a_part(model: Artifact) -> None:
    page = Query("product", 5, NOW, item_id="2-1")
    here, there = Scorer(model, None), exact(model, None)

    assert [each.item_id for each in here.recommend(page)] == [
        each.item_id for each in there.recommend(page)
    ]
