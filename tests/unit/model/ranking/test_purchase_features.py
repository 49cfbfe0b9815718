import numpy as np
import pytest

from model.query import History, Interaction, Purchased, Query
from model.ranking.purchase_features import NEVER, bought, browsed
from model.retrieval.candidates import Request
from model.scoring import Scorer
from tests.unit.model.shop import DAY, NOW, learn, line, write_lake

TODAY = NOW // DAY


@pytest.fixture(scope="module")
def scorer(tmp_path_factory: pytest.TempPathFactory) -> Scorer:
    """Groups 0..3 are a, b, c and d."""
    folder = tmp_path_factory.mktemp("past")
    lake = write_lake(folder / "lake", [line("customer#1", "purchase", "a", "b", "c", "d")])
    return Scorer(learn(lake, folder / "out"), None)


def request(scorer: Scorer, history: History) -> Request:
    return scorer.request(Query("home", 5, NOW, history))


def test_orders_by_group_in_days_before_the_question(scorer: Scorer) -> None:
    twice = Purchased("b", 2, TODAY - 90, span=90, faded=0.5)
    unknown = Purchased("nobody knows", 9, TODAY)
    found = bought(request(scorer, History(purchased=(twice, unknown))))

    assert found.groups.tolist() == [1]
    assert found.count.tolist() == [2]
    assert found.left.tolist() == [0.75]
    assert (found.last.tolist(), found.first.tolist()) == ([90], [180])


def test_an_order_too_new_to_be_counted_counts(scorer: Scorer) -> None:
    old = Purchased("b", 1, TODAY - 90)
    seen = (Interaction("b", "purchase", NOW - DAY), Interaction("c", "purchase", NOW - 2 * DAY))
    found = bought(request(scorer, History(seen, (old,))))

    assert found.groups.tolist() == [1, 2]
    assert found.count.tolist() == [2, 1]
    assert found.last.tolist() == [1, 2]
    assert found.first.tolist() == [90, 2]


def test_looks_and_regrets(scorer: Scorer) -> None:
    seen = (
        Interaction("a", "remove", NOW),
        Interaction("a", "cart", NOW - 2 * DAY),
        Interaction("a", "view", NOW - 3 * DAY),
        Interaction("b", "return", NOW - 4 * DAY),
    )
    last, times, regrets = browsed(request(scorer, History(seen)), np.array([0, 1, 2]))

    assert last.tolist() == [2, NEVER, NEVER]
    assert times.tolist() == [2, 0, 0]
    assert regrets.tolist() == [1, 1, 0]


def test_nothing_is_known_of_somebody_new(scorer: Scorer) -> None:
    asked = request(scorer, History())

    assert len(bought(asked).groups) == 0
    assert browsed(asked, np.array([0]))[0].tolist() == [NEVER]
