import numpy as np
from scipy.sparse import csr_matrix

from model.dataset.interactions import Interactions
from model.durations import DAY_MS
from model.kinds import KINDS
from model.settings import TrainingSettings
from model.training.baskets import Baskets, from_interactions
from model.training.item_to_item import neighbours
from tests.unit.model.shop import NOW

MINUTE = 60_000
SETTINGS = TrainingSettings(session_gap_minutes=30.0, neighbour_support=1)


def done(*rows: tuple[int, str, int, int]) -> Interactions:
    """Rows of person, kind, group and time."""
    numbers = [(who, group, KINDS.index(kind), -1, -1, at) for who, kind, group, at in rows]
    return Interactions(*np.array(numbers, np.int64).reshape(-1, 6).T)


def test_a_day_is_a_basket_and_a_silence_ends_a_session() -> None:
    midnight = NOW // DAY_MS * DAY_MS
    interactions = done(
        (0, "purchase", 1, midnight - 1),
        (0, "purchase", 2, midnight),
        (0, "purchase", 1, midnight + 1),
        (1, "purchase", 1, midnight + 2),
        (0, "view", 3, midnight),
        (0, "click", 4, midnight + 30 * MINUTE),
        (0, "view", 5, midnight + 60 * MINUTE + 1),
        (1, "view", 5, midnight + 60 * MINUTE + 2),
    )
    together = from_interactions(interactions, SETTINGS)
    assert together.bought.until(NOW * 2, 6).toarray()[:, 1:3].tolist() == [[1, 0], [1, 1], [1, 0]]
    assert together.bought.until(midnight, 6).toarray()[:2, 1:3].tolist() == [[1, 0], [0, 1]]
    assert together.viewed.until(NOW * 2, 6).toarray()[:, 3:].tolist() == [
        [1, 1, 0],
        [0, 0, 1],
        [0, 0, 1],
    ]


def test_the_same_group_twice_in_a_basket_is_one() -> None:
    twice = Baskets(np.array([0, 0, 0]), np.array([1, 1, 0]), np.array([1, 2, 3]))
    assert twice.until(3, 2).toarray().tolist() == [[1.0, 1.0]]
    assert twice.until(0, 2).nnz == 0


def test_nothing_at_all_is_no_basket() -> None:
    together = from_interactions(done(), SETTINGS)
    assert neighbours(together.bought.until(NOW, 3), SETTINGS)["neighbours"].shape == (3, 0)


def test_of_a_wholesale_order_some_groups_are_drawn() -> None:
    baskets = csr_matrix(np.ones((1, 50), np.float32))
    few = TrainingSettings(neighbour_support=1, basket_limit=4)
    near = neighbours(baskets, few)["neighbours"]
    assert near.shape == (50, 3)
    assert len(set(near[near >= 0].tolist())) == 4
    assert neighbours(baskets, SETTINGS)["neighbours"].shape == (50, 40)
