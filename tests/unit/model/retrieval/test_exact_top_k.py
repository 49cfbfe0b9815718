import numpy as np
import pytest
from numpy.typing import NDArray

from model.retrieval.exact_top_k import ExactTopK

Floats = NDArray[np.float32]


def drawn(count: int, unevenness: float) -> Floats:
    rng = np.random.default_rng(3)
    lengths = np.exp(rng.normal(0, unevenness, (count, 1)))
    return (rng.normal(0, 1, (count, 8)) * lengths).astype(np.float32)


def highest(scores: Floats, rows: NDArray[np.intp], k: int) -> dict[int, float]:
    best = np.argsort(-scores)[:k]
    return {int(rows[at]): float(scores[at]) for at in best if scores[at] > 0}


@pytest.mark.parametrize("unevenness", [0.0, 0.5, 1.5])
@pytest.mark.parametrize(("count", "k"), [(1, 5), (5, 5), (40, 5), (3000, 5), (3000, 300)])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_best_are_those_of_reading_everything(
    unevenness: float, count: int, k: int, share: float
) -> None:
    factors, rng = drawn(count, unevenness), np.random.default_rng(4)
    longest = ExactTopK(factors, np.linalg.norm(factors, axis=1).astype(np.float32))
    for _ in range(20):
        vector = rng.normal(0, 1, 8).astype(np.float32)
        allowed = rng.random(count) < share
        whole = np.where(allowed, factors @ vector, 0.0).astype(np.float32)
        found = highest(*longest.scores(vector, allowed, k), k)

        assert found == pytest.approx(highest(whole, np.arange(count), k), rel=1e-5)


def test_short_vectors_are_left_unread() -> None:
    factors = drawn(3000, 1.5)
    lengths = np.linalg.norm(factors, axis=1).astype(np.float32)
    factors[np.argsort(-lengths)[1000:]] = factors[0] * 1e30  # would be found, if it were read
    scores, _ = ExactTopK(factors, lengths).scores(factors[0], np.ones(3000, np.bool_), 10)

    assert scores.max() < 1e20
    assert len(scores) < 100


def test_a_vector_of_zeros_is_like_nothing() -> None:
    factors = np.zeros((20, 3), np.float32)
    scores, rows = ExactTopK(factors, np.zeros(20, np.float32)).scores(
        np.zeros(3, np.float32), np.ones(20, np.bool_), 5
    )

    assert not scores.any()
    assert len(rows) == len(scores)
