import numpy as np
import pytest

from model.arrays import sorted_hashes
from model.arrays.sorted_hashes import SortedHashes


@pytest.mark.parametrize("size", [1, 100, 5_000, 70_000])
def test_few_hashes_and_many_are_found_at_their_first_places(size: int) -> None:
    rng = np.random.default_rng(size)
    drawn = rng.integers(0, 2**64, size, np.uint64, endpoint=False)
    values = np.sort(np.concatenate([drawn, drawn[:20], np.array([0, 2**64 - 1], np.uint64)]))
    wanted = np.concatenate([drawn[:400], values[[0, -1]]])

    expected = values.searchsorted(wanted).tolist()
    assert SortedHashes(values).find(wanted).tolist() == expected
    assert SortedHashes(values).find(np.tile(wanted, 8)).tolist() == expected * 8


def test_a_hash_that_is_missing_has_a_place_with_another() -> None:
    values = np.sort(np.random.default_rng(1).integers(0, 2**62, 9_000, np.uint64))
    missing = np.array([2**64 - 1, 2**63, int(values[5]) + 1], np.uint64)

    at = SortedHashes(values).find(missing)
    assert (values[at] != missing).all()


def test_equal_hashes_without_end_are_searched_by_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorted_hashes, "FEWEST", 1)
    values = np.repeat(np.array([7, 2**40, 2**63], np.uint64), 1_000)

    assert SortedHashes(values).find(np.array([2**40, 2**63], np.uint64)).tolist() == [1_000, 2_000]
