import numpy as np
import pytest

from model.catalogue.group_index import GroupIndex


@pytest.fixture
def joined() -> GroupIndex:
    """Of the model's four groups two are one in the catalogue and one is not sold any more."""
    return GroupIndex(np.array([2, 2, -1, 0], np.int32), 4)


def test_what_only_the_catalogue_has_comes_after_what_the_model_knows(joined: GroupIndex) -> None:
    assert joined.shown.tolist() == [2, 2, -1, 0, 1, 3]
    assert joined.first.tolist() == [3, 4, 0, 5]


def test_a_group_of_the_catalogue_shows_all_that_are_one_in_it(joined: GroupIndex) -> None:
    assert joined.find(np.array([2, 1], np.int32)).tolist() == [0, 4, 1]
    assert joined.mask(np.array([False, False, True, True])).tolist() == [1, 1, 0, 0, 0, 1]


def test_without_a_model_the_catalogue_keeps_its_numbers() -> None:
    alone = GroupIndex(np.zeros(0, np.int32), 2)
    assert (alone.shown.tolist(), alone.first.tolist()) == ([0, 1], [0, 1])
