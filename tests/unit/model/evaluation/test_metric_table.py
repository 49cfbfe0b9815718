"""Figures of lists worked out by hand."""

from collections.abc import Iterable

import numpy as np
import pytest

from model.evaluation.metric_table import GroupTable, MetricTable
from model.query import ScoredItem

OF_ITEM = {"a1": "A", "a2": "A", "b": "B", "c": "C", "d": "D"}
GROUPS = GroupTable.from_counts(OF_ITEM, ["A", "B", "C", "D"], np.array([4, 2, 1, 0]), people=4)


def ranked(*items: str) -> list[ScoredItem]:
    return [ScoredItem(item, 1.0 / (at + 1), "popular") for at, item in enumerate(items)]


def table(*lists: tuple[tuple[str, ...], Iterable[str]]) -> MetricTable:
    made = MetricTable(GROUPS)
    for person, (items, relevant) in enumerate(lists):
        made.add(person, ranked(*items), frozenset(relevant))
    return made


def test_the_figures_of_two_people() -> None:
    figures = table((("a2", "b"), "A"), (("b", "c"), "CD")).figures(seed=7)

    assert figures["people"] == 2
    assert figures["hit_rate@20"] == 1.0
    assert figures["recall@20"] == (1 + 1 / 2) / 2
    assert figures["mrr@20"] == (1 + 1 / 2) / 2
    assert figures["coverage@20"] == 3 / 4
    # all people met A (0 bits), half B (1), a quarter C (2): 0 + 1 + 1 + 2 over four shown
    assert figures["novelty@20"] == 1.0
    assert figures["intervals"]["recall@20"] == [0.5, 1.0]
    assert figures["intervals"]["hit_rate@20"] == [1.0, 1.0]


def test_groups_are_shown_by_their_numbers_too() -> None:
    by_number = MetricTable(GROUPS)
    by_number.add_groups(0, np.array([0, 1], np.int32), frozenset("B"))
    assert by_number == table((("a2", "b"), "B"))


def test_tables_of_slices_make_one() -> None:
    whole = table((("a2", "b"), "A"), (("b", "c"), "CD"), ((), "A"))
    parts = [whole.select([0]).columns, whole.select([]).columns, whole.select([1, 2]).columns]
    assert MetricTable.joined(GROUPS, parts) == whole


def test_an_item_without_interactions_is_as_new_as_an_item_of_one_person() -> None:
    assert table((("c",), "A")).figures(7)["novelty@20"] == 2.0
    assert table((("d",), "A")).figures(7)["novelty@20"] == 2.0


@pytest.mark.parametrize(("items", "coverage"), [((), 0.0), (("from-an-older-model",), 0.0)])
def test_a_list_of_nothing_known(items: tuple[str, ...], coverage: float) -> None:
    figures = table((items, "A")).figures(7)
    assert (figures["ndcg@20"], figures["coverage@20"], figures["novelty@20"]) == (0, coverage, 0)


def test_an_item_that_is_gone_from_the_shop_is_still_its_own_group() -> None:
    """An older model may be right about what the new one does not know."""
    assert table((("gone",), frozenset({"gone"}))).figures(7)["hit_rate@20"] == 1.0


def test_no_cases() -> None:
    assert MetricTable(GROUPS).figures(7) == {"people": 0}


def test_two_tables_are_compared_on_the_people_of_both() -> None:
    whole = table((("a1",), "A"), (("b", "a1"), "A"), (("d",), "A"))
    some = table((("a1",), "A"), (("b",), "A"), (("d",), "A")).select([0, 2])

    lead = whole.lead_over(some, seed=7)
    assert lead == {"people": 2, "difference": 0.0, "interval": [0.0, 0.0]}
    assert whole.lead_over(whole.select([2]), seed=7)["difference"] == 0.0
    assert whole.lead_over(MetricTable(GROUPS), seed=7) == {"people": 0}
