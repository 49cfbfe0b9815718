"""Models that should not serve."""

from pathlib import Path

import numpy as np
import pytest

from model.arrays.artifact import Artifact
from model.evaluation.sanity import faults
from tests.unit.model.shop import checkerboard, learn, line, rewritten, write_lake


@pytest.fixture
def model(tmp_path: Path) -> Artifact:
    return learn(write_lake(tmp_path / "lake", checkerboard()), tmp_path / "out")


def test_a_learned_model_has_no_faults(model: Artifact) -> None:
    assert faults(model) == []
    assert model.manifest["gate"]["passed"]


def test_a_number_that_is_not_finite(model: Artifact, tmp_path: Path) -> None:
    factors = model["als/item_factors"].copy()
    factors[3, 2] = np.nan
    model = rewritten(model, tmp_path / "harmed", {"als/item_factors": factors})
    assert faults(model)[0] == "als/item_factors has 1 numbers that are not finite"


def test_lists_that_stay_short(model: Artifact, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.scoring.Scorer.recommend", lambda *_: [])
    assert faults(model) == ["it lists 0 of 10 products instead of 10"]


def test_one_product_is_enough(tmp_path: Path) -> None:
    lines = [line("visitor#1", "view", "only")]
    assert faults(learn(write_lake(tmp_path / "lake", lines), tmp_path / "out")) == []
