import numpy as np
import pytest

from model.arrays.artifact import Array
from model.retrieval.session import transitions
from model.retrieval.session.transitions import Table, follow_each, second_hop, strongest
from model.training.session.factors import item_factors, similar_table
from model.training.session.statistics import popular, statistics
from model.training.session.transitions import around_table, forward_table, next_table
from tests.unit.model.retrieval.session.streets import TABLE, log_of, walks


def scores(table: dict[str, Array], item: int) -> dict[int, float]:
    found = Table(**table).follow(np.array([item]), np.ones(1))
    return dict(zip(found[0].tolist(), found[1].tolist(), strict=True))


def test_next_counts_direct_steps_and_doubts_rare_ones() -> None:
    found = scores(next_table(log_of(TABLE, 6)), 1)
    assert found == pytest.approx({2: 3 / (3 + 2)})
    assert scores(next_table(log_of(TABLE, 6)), 0) == pytest.approx({1: 2 / 5, 3: 1 / 5})


def test_forward_counts_further_steps_less() -> None:
    found = scores(forward_table(log_of(TABLE, 6)), 0)
    assert found == pytest.approx({1: 2 / 3.5, 2: 0.5 / 3.5, 3: 1 / 3.5})


def test_around_looks_both_ways_and_never_at_itself() -> None:
    found = scores(around_table(log_of(TABLE, 6)), 5)
    assert found == pytest.approx({4: 3 / np.sqrt(2 * 3)})


def test_partners_come_best_first_and_are_limited() -> None:
    table = Table(**forward_table(log_of(TABLE, 6)))
    items, weights = table.follow(np.array([0]), np.array([10.0]), limit=2)
    assert items.tolist() == [1, 3]
    assert weights == pytest.approx([20 / 3.5, 10 / 3.5])


@pytest.mark.parametrize("limit", [1, 1000])
def test_tables_that_are_followed_together_have_the_partners_of_each(
    limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transitions, "PARTNERS", limit)
    tables = [Table(**make(log_of(TABLE, 6))) for make in (forward_table, next_table, around_table)]
    items, weights = np.array([0, 5, 1]), np.array([1.0, 0.5, 0.25])
    asked = [(tables[0], items), (tables[1], items[:1]), (tables[2], items[:2])]

    for (table, few), found in zip(asked, follow_each(asked, weights), strict=True):
        alone = table.follow(few, weights[: len(few)], limit)
        assert [each.tolist() for each in found] == [each.tolist() for each in alone]


def test_strongest_adds_up_before_it_chooses() -> None:
    items, weights = strongest((np.array([3, 1, 3]), np.array([0.4, 0.5, 0.4])), 1)
    assert (items.tolist(), weights.tolist()) == ([3], [0.8])


def test_the_second_hop_reaches_what_no_session_shares() -> None:
    table = Table(**around_table(log_of(((0, 1), (1, 2)), 3)))
    direct = table.follow(np.array([0]), np.ones(1))
    assert direct[0].tolist() == [1]
    assert 2 in second_hop(table, direct)[0]


def test_vectors_of_one_street_are_nearer_than_those_of_two() -> None:
    factors = item_factors(walks(400, streets=2, houses=10), 4, seed=1)
    assert np.linalg.norm(factors, axis=1) == pytest.approx(1.0, abs=1e-5)
    near = factors @ factors.T
    assert np.diagonal(near[:10, :10], offset=1).min() > 0.5
    assert np.abs(near[:10, 10:]).max() < 0.01
    first = Table(**similar_table(factors, np.ones(20), 20)).follow(
        np.arange(20), np.ones(20), limit=1
    )[0]
    assert (first // 10 == np.arange(20) // 10).all()


def test_similar_items_are_sought_in_blocks_among_the_most_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vectors = np.eye(4, dtype=np.float32)[[0, 0, 1, 1, 2]]
    monkeypatch.setattr("model.training.session.factors.BLOCK", 6)
    table = similar_table(vectors, np.array([1, 5, 5, 1, 5]), 3)
    assert table["offsets"].tolist() == [0, 1, 2, 3, 4, 5]
    assert table["items"].tolist() == [1, 1, 2, 2, 4]


def test_statistics_of_an_item() -> None:
    found = statistics(log_of(TABLE, 7))
    count, lately, newly, _, repeats, age, silence, ends = found[5]
    assert count == pytest.approx(np.log1p(3))
    assert repeats == pytest.approx(np.log(4 / 3))
    assert age == pytest.approx(4 / 7)
    assert silence == pytest.approx(np.log1p(2))
    assert ends == pytest.approx(3 / 7)
    assert lately > newly
    assert found[6].tolist()[:3] == [0.0, 0.0, 0.0]


def test_popular_of_late_and_only_what_was_seen() -> None:
    found = popular(log_of(TABLE, 7)).tolist()
    assert found[:2] == [0, 3]
    assert 6 not in found
