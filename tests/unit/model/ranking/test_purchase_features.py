import numpy as np
import pytest

from model.query import History, Interaction, Purchased, Query
from model.ranking.purchase_features import NEVER, group_purchases, interest_and_rejection
from model.retrieval.scoring_context import ScoringContext
from model.scoring import Scorer
from tests.unit.model.shop import DAY, NOW, learn, line, write_lake

TODAY = NOW // DAY


@pytest.fixture(scope="module")
def scorer(tmp_path_factory: pytest.TempPathFactory) -> Scorer:
    """Groups 0..3 are a, b, c and d."""
    folder = tmp_path_factory.mktemp("past")
    lake = write_lake(folder / "lake", [line("customer#1", "purchase", "a", "b", "c", "d")])
    return Scorer(learn(lake, folder / "out"), None)


def context(scorer: Scorer, history: History) -> ScoringContext:
    return scorer.context(Query("home", 5, NOW, history))


def test_orders_by_group_in_days_before_the_question(scorer: Scorer) -> None:
    twice = Purchased("b", 2, TODAY - 90, span=90, faded=0.5)
    unknown = Purchased("unknown", 9, TODAY)
    found = group_purchases(context(scorer, History(purchased=(twice, unknown))))

    assert found.groups.tolist() == [1]
    assert found.count.tolist() == [2]
    assert found.decayed.tolist() == [0.75]
    assert (found.last.tolist(), found.first.tolist()) == ([90], [180])


def test_an_order_too_new_to_be_counted_counts(scorer: Scorer) -> None:
    old = Purchased("b", 1, TODAY - 90)
    seen = (Interaction("b", "purchase", NOW - DAY), Interaction("c", "purchase", NOW - 2 * DAY))
    found = group_purchases(context(scorer, History(seen, (old,))))

    assert found.groups.tolist() == [1, 2]
    assert found.count.tolist() == [2, 1]
    assert found.last.tolist() == [1, 2]
    assert found.first.tolist() == [90, 2]


def test_views_and_negative_feedback(scorer: Scorer) -> None:
    seen = (
        Interaction("a", "remove", NOW),
        Interaction("a", "cart", NOW - 2 * DAY),
        Interaction("a", "view", NOW - 3 * DAY),
        Interaction("b", "return", NOW - 4 * DAY),
    )
    last, (times, negative) = interest_and_rejection(
        context(scorer, History(seen)), np.array([0, 1, 2])
    )

    assert last.tolist() == [2, NEVER, NEVER]
    assert times.tolist() == [2, 0, 0]
    assert negative.tolist() == [1, 1, 0]


def test_a_new_person_has_no_features(scorer: Scorer) -> None:
    asked = context(scorer, History())

    assert len(group_purchases(asked).groups) == 0
    assert interest_and_rejection(asked, np.array([0]))[0].tolist() == [NEVER]
