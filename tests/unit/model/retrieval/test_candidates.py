"""Scores are scaled to a best of 1, however small they are."""

import numpy as np
import pytest

from model.retrieval.candidates import Candidates


def test_the_best_score_is_one_and_its_scale_is_kept() -> None:
    found = Candidates.from_scores(np.array([4, 7, 9]), np.array([0.5, 0.0, 2.0]))
    assert found.groups.tolist() == [4, 9]
    assert found.scores.tolist() == [0.25, 1.0]
    assert found.scale == pytest.approx(2.0)


@pytest.mark.filterwarnings("error")
def test_scores_too_small_for_32_bits_are_nothing_and_no_error() -> None:
    found = Candidates.from_scores(np.array([4, 7]), np.array([1e-60, 1e-70]))
    assert found.groups.tolist() == [4, 7]
    assert found.scores.tolist() == [0.0, 0.0]
