import numpy as np

from model.arrays.rank_fusion import UNRANKED
from model.ranking.preselection import POOL, SOURCES, pool
from model.retrieval.candidates import Candidates
from model.retrieval.merged_candidates import Mix, Voice


def voice(source: str, groups: list[int], scores: list[float], weight: float = 1.0) -> Voice:
    return Voice(source, weight, f"{source}!", Candidates.of(np.array(groups), np.array(scores)))


def test_each_source_has_a_row_of_scores_and_ranks() -> None:
    mix = Mix([voice("own", [7, 3], [1.0, 0.5]), voice("popular", [3, 9], [0.5, 1.0])])
    found = pool(mix)
    own, popular = list(SOURCES).index("own"), list(SOURCES).index("popular")

    assert found.groups.tolist() == [3, 7, 9]
    assert found.scores[own].tolist() == [0.5, 1.0, 0.0]
    assert found.ranks[own].tolist() == [1, 0, UNRANKED]
    assert found.ranks[popular].tolist() == [1, UNRANKED, 0]


def test_two_voices_of_one_source_give_the_better_score() -> None:
    mix = Mix([voice("seen", [1, 2], [1.0, 0.25]), voice("seen", [2], [1.0])])

    assert mix.said(("seen",)).tolist() == [[1.0, 1.0]]
    assert mix.sums.tolist() == [1.0, 1.25]


def test_what_the_linear_autoencoder_says_is_told_unscaled() -> None:
    found = pool(Mix([voice("linear", [7, 3], [4.0, 1.0]), voice("own", [9], [8.0])]))

    assert found.scores[list(SOURCES).index("linear")].tolist() == [0.25, 1.0, 0.0]
    assert found.foretold.tolist() == [[1.0, 4.0, 0.0]]


def test_what_many_name_stays_when_the_pool_is_full() -> None:
    many = list(range(POOL + 50))
    falling = [1.0 - at / 1000 for at in many]
    agreed = voice("liked", [POOL + 49], [1.0])
    found = pool(Mix([voice("popular", many, falling), agreed]))

    assert len(found.groups) == POOL
    assert {0, POOL - 2, POOL + 49} <= set(found.groups.tolist())


def test_the_loudest_voice_gives_the_reason() -> None:
    mix = Mix([voice("own", [1, 2], [1.0, 0.1]), voice("liked", [2], [1.0], weight=0.5)])

    assert [each[:3] for each in mix.choices(np.array([0.2, 0.8]))] == [
        (2, 0.8, "liked!"),
        (1, 0.2, "own!"),
    ]


def test_no_voice_names_nothing() -> None:
    mix = Mix([])

    assert (len(mix), list(mix.choices(mix.sums))) == (0, [])
