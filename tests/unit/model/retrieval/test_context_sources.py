"""What is heard beside a product, a cart or an order."""

import numpy as np
import pytest

from model.arrays.artifact import Artifact
from model.retrieval.candidates import Candidates
from model.retrieval.context_sources import goes_with, in_sight
from model.retrieval.merged_candidates import Mix, Voice
from model.scoring import Query, Scorer
from tests.unit.model.shop import NOW


def voice(source: str, groups: list[int], scores: list[float]) -> Voice:
    return Voice(source, 1.0, f"{source}!", Candidates.of(np.array(groups), np.array(scores)))


def order(mix: Mix, scores: list[float]) -> list[int]:
    """The groups, best first, as a page would show them."""
    found = in_sight(goes_with(mix), np.array(scores))
    assert np.sort(found).tolist() == sorted(scores)
    return [group for group, *_ in mix.choices(found)]


def test_half_of_the_first_places_go_with_the_product() -> None:
    mix = Mix(
        [voice("own", [1, 2, 3, 4], [1.0] * 4), voice("bought_together", [7, 8, 9], [1.0] * 3)]
    )
    assert order(mix, [0.9, 0.8, 0.7, 0.6, 0.3, 0.1, 0.2]) == [7, 1, 9, 2, 8, 3, 4]


def test_what_stands_high_of_itself_stays_there() -> None:
    mix = Mix([voice("own", [1, 2], [1.0] * 2), voice("viewed_together", [7, 8, 9], [1.0] * 3)])
    assert order(mix, [0.7, 0.1, 0.9, 0.8, 0.2]) == [7, 8, 1, 9, 2]


def test_where_few_go_with_it_the_rest_follows() -> None:
    mix = Mix([voice("own", [1, 2, 3], [1.0] * 3), voice("bought_together", [9], [1.0])])
    assert order(mix, [0.9, 0.8, 0.7, 0.1]) == [9, 1, 2, 3]


@pytest.mark.parametrize("source", ["alike", "similar"])
def test_without_neighbours_the_most_alike_go_with_it(source: str) -> None:
    alike = voice(source, [7, 8], [1.0, 0.1])
    assert order(Mix([voice("own", [1, 2], [1.0] * 2), alike]), [0.9, 0.8, 0.2, 0.3]) == [
        7,
        1,
        2,
        8,
    ]


def test_nothing_goes_with_an_unknown_product() -> None:
    assert order(Mix([voice("own", [1, 2], [1.0] * 2)]), [0.2, 0.9]) == [2, 1]
    assert order(Mix([]), []) == []


@pytest.mark.parametrize("n", [1, 9])
def test_what_is_alike_is_looked_for_where_companions_do_not_fill_the_list(
    model: Artifact, n: int
) -> None:
    scorer = Scorer(model, None)
    request = scorer.request(Query("product", n, NOW, item_id="i0"))
    mix = scorer.blend.heard(request)

    assert 1 <= np.count_nonzero(mix.said(("bought_together",))) < 9
    assert mix.said(("alike",)).any() == (n == 9)
