"""The quota of related items on a product page."""

import numpy as np
import pytest

from model.reranking.related_quota import related_items, with_related_quota
from model.retrieval.candidates import Candidates
from model.retrieval.merged_candidates import MergedCandidates, SourceCandidates
from model.retrieval.scored_candidates import ScoredCandidates


def part(source: str, groups: list[int], scores: list[float]) -> SourceCandidates:
    return SourceCandidates(
        source, 1.0, f"{source}!", Candidates.from_scores(np.array(groups), np.array(scores))
    )


def order(merged: MergedCandidates, scores: list[float]) -> list[int]:
    """The groups, best first, as a page would show them."""
    found = with_related_quota(related_items("product", merged), np.array(scores))
    assert np.sort(found).tolist() == sorted(scores)
    return [group for group, *_ in ScoredCandidates.best_first(merged, found)]


def test_half_of_every_prefix_are_related_items() -> None:
    merged = MergedCandidates(
        [
            part("purchase_frequency", [1, 2, 3, 4], [1.0] * 4),
            part("bought_together", [7, 8, 9], [1.0] * 3),
        ]
    )
    assert order(merged, [0.9, 0.8, 0.7, 0.6, 0.3, 0.1, 0.2]) == [7, 1, 9, 2, 8, 3, 4]


def test_related_items_with_high_scores_stay_there() -> None:
    merged = MergedCandidates(
        [
            part("purchase_frequency", [1, 2], [1.0] * 2),
            part("viewed_together", [7, 8, 9], [1.0] * 3),
        ]
    )
    assert order(merged, [0.7, 0.1, 0.9, 0.8, 0.2]) == [7, 8, 1, 9, 2]


def test_the_rest_follows_where_few_are_related() -> None:
    merged = MergedCandidates(
        [part("purchase_frequency", [1, 2, 3], [1.0] * 3), part("bought_together", [9], [1.0])]
    )
    assert order(merged, [0.9, 0.8, 0.7, 0.1]) == [9, 1, 2, 3]


@pytest.mark.parametrize("source", ["als_similar", "content_based"])
def test_without_neighbours_the_most_similar_are_related(source: str) -> None:
    similar = part(source, [7, 8], [1.0, 0.1])
    assert order(
        MergedCandidates([part("purchase_frequency", [1, 2], [1.0] * 2), similar]),
        [0.9, 0.8, 0.2, 0.3],
    ) == [
        7,
        1,
        2,
        8,
    ]


def test_nothing_is_related_to_an_unknown_product() -> None:
    assert order(MergedCandidates([part("purchase_frequency", [1, 2], [1.0] * 2)]), [0.2, 0.9]) == [
        2,
        1,
    ]
    assert order(MergedCandidates([]), []) == []
