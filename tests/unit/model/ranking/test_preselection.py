import numpy as np

from model.arrays.rank_fusion import UNRANKED
from model.ranking.placement_family import PERSON
from model.ranking.preselection import SIZE, Preselection, preselect
from model.retrieval.candidates import Candidates
from model.retrieval.merged_candidates import MergedCandidates, SourceCandidates
from model.retrieval.scored_candidates import ScoredCandidates

WEIGHTS = PERSON.preselection


def chosen(merged: MergedCandidates) -> Preselection:
    return preselect(merged, WEIGHTS)


def part(
    source: str, groups: list[int], scores: list[float], weight: float = 1.0
) -> SourceCandidates:
    return SourceCandidates(
        source, weight, f"{source}!", Candidates.from_scores(np.array(groups), np.array(scores))
    )


def test_each_source_has_a_row_of_scores_and_ranks() -> None:
    merged = MergedCandidates(
        [part("purchase_frequency", [7, 3], [1.0, 0.5]), part("popularity", [3, 9], [0.5, 1.0])]
    )
    found = preselect(merged, WEIGHTS)
    own, popular = list(WEIGHTS).index("purchase_frequency"), list(WEIGHTS).index("popularity")

    assert found.groups.tolist() == [3, 7, 9]
    assert found.scores[own].tolist() == [0.5, 1.0, 0.0]
    assert found.ranks[own].tolist() == [1, 0, UNRANKED]
    assert found.ranks[popular].tolist() == [1, UNRANKED, 0]


def test_of_two_parts_of_a_source_the_better_score_counts() -> None:
    merged = MergedCandidates(
        [part("recent_item_to_item", [1, 2], [1.0, 0.25]), part("recent_item_to_item", [2], [1.0])]
    )

    assert merged.source_scores(("recent_item_to_item",)).tolist() == [[1.0, 1.0]]
    assert merged.weighted_sum.tolist() == [1.0, 1.25]


def test_the_values_of_ease_are_not_scaled() -> None:
    found = chosen(
        MergedCandidates([part("ease", [7, 3], [4.0, 1.0]), part("purchase_frequency", [9], [8.0])])
    )

    assert found.scores[list(WEIGHTS).index("ease")].tolist() == [0.25, 1.0, 0.0]
    assert found.values.tolist() == [[1.0, 4.0, 0.0]]


def test_a_candidate_of_many_sources_stays_when_there_are_too_many() -> None:
    many = list(range(SIZE + 50))
    falling = [1.0 - at / 1000 for at in many]
    agreed = part("als", [SIZE + 49], [1.0])
    found = chosen(MergedCandidates([part("popularity", many, falling), agreed]))

    assert len(found.groups) == SIZE
    assert {0, SIZE - 2, SIZE + 49} <= set(found.groups.tolist())


def test_the_source_that_adds_most_gives_the_reason() -> None:
    merged = MergedCandidates(
        [part("purchase_frequency", [1, 2], [1.0, 0.1]), part("als", [2], [1.0], weight=0.5)]
    )

    assert [each[:3] for each in ScoredCandidates.best_first(merged, np.array([0.2, 0.8]))] == [
        (2, 0.8, "als!"),
        (1, 0.2, "purchase_frequency!"),
    ]


def test_no_source_has_no_candidate() -> None:
    merged = MergedCandidates([])

    assert (len(merged), list(ScoredCandidates.best_first(merged, merged.weighted_sum))) == (0, [])
