"""The linear autoencoder: its weights by hand, and who is recommended what by them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from model.arrays.artifact import Artifact
from model.query import History, Purchased, Query
from model.retrieval.ease import Ease
from model.scoring import Scorer
from model.training.ease import fit
from tests.unit.model.shop import DAY, NOW, SMALL, alone

TODAY = NOW // DAY


def test_each_column_is_predicted_from_the_others() -> None:
    """A column's weights are its ridge regression on the others; of two columns p / (s + λ)."""
    values = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 2], [0, 3, 1]], np.float32)
    found = fit(csr_matrix(values), replace(SMALL, ease_regularization=2.0))
    weights, penalty = found["ease/weights"], 2 * (3 + 11 + 5) / 3

    assert found["ease/groups"].tolist() == [0, 1, 2]
    for column in range(3):
        others = np.delete(np.arange(3), column)
        known = values[:, others]
        left = known.T @ known + penalty * np.eye(2)
        expected = np.linalg.solve(left, known.T @ values[:, column])
        assert weights[others, column] == pytest.approx(expected, abs=1e-5)
        assert weights[column, column] == 0
    two = fit(csr_matrix(values[:, :2]), replace(SMALL, ease_regularization=1.0))
    assert two["ease/weights"][0, 1] == pytest.approx(2 / (3 + 7))


def test_only_the_groups_that_most_people_met_are_known() -> None:
    values = csr_matrix(np.array([[0, 1, 1, 0], [1, 1, 1, 0], [0, 0, 1, 0]], np.float32))
    found = fit(values, replace(SMALL, ease_groups=2))

    assert found["ease/groups"].tolist() == [1, 2]
    assert found["ease/weights"].shape == (2, 2)
    assert fit(values, SMALL)["ease/groups"].tolist() == [0, 1, 2]  # no person met the last


def test_what_the_same_people_buy_comes_first(model: Artifact) -> None:
    scorer = Scorer(model, None)
    bought = (Purchased("i2", 1, TODAY), Purchased("i4", 1, TODAY))
    query = Query("home", 3, NOW, History(purchased=bought), exclude=frozenset({"i2", "i4"}))
    found = alone(scorer, "ease", query)

    assert {item for item, _ in found[:3]} == {"i0", "i6", "i8"}


def test_a_person_without_known_groups_has_no_candidates(model: Artifact) -> None:
    scorer, ease = Scorer(model, None), Ease.from_model(model)
    assert ease is not None
    for history in (History(), History(purchased=(Purchased("unknown", 1, TODAY),))):
        found = ease.retrieve(scorer.context(Query("home", 3, NOW, history)))
        assert len(found.groups) == 0


def test_a_model_without_its_arrays_serves_without_it(model: Artifact, tmp_path: Path) -> None:
    older = {k: v for k, v in model.manifest["arrays"].items() if not k.startswith("ease")}
    old = Artifact(model.folder, {**model.manifest, "arrays": older})

    assert Ease.from_model(old) is None
    assert len(Scorer(old, None).recommend(Query("home", 3, NOW))) == 3
