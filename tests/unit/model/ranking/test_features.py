from pathlib import Path

import numpy as np
import pytest

from model.arrays.artifact import Artifact
from model.query import History, Purchased, Query
from model.ranking.features import FEATURES, RHYTHM, GroupFacts, features
from model.ranking.preselection import pool
from model.scoring import Scorer
from tests.unit.model.shop import DAY, NOW, learn, line, write_lake

TODAY = NOW // DAY


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """Milk is bought by two people every ten days, a lamp once by one of them."""
    folder = tmp_path_factory.mktemp("features")
    orders = [
        line(f"customer#{who}", "purchase", "milk", day=day)
        for who in (1, 2)
        for day in (0, 10, 40)
    ]
    lamp = line("customer#1", "purchase", "lamp", day=50)
    return learn(write_lake(folder / "lake", [*orders, lamp]), folder / "out")


def test_how_groups_are_bought(model: Artifact) -> None:
    lamp, milk = (dict(zip(RHYTHM, row.tolist(), strict=True)) for row in model["rhythm"])

    assert {name: milk[name] for name in ("buyers", "week", "month", "quarter", "per_buyer")} == {
        "buyers": 2,
        "week": 2,
        "month": 4,
        "quarter": 6,
        "per_buyer": 3,
    }
    won = [(each["won_week"], each["won_month"], each["won_quarter"]) for each in (milk, lamp)]
    assert won == [(0, 0, 2), (0, 0, 1)]
    assert milk["loyal"] == 0.5  # two buyers, both came back, and two that are only doubt
    # Of three pairs that had it a month ago, two bought it again: what all groups lend to each.
    assert milk["again"] == pytest.approx((2 + 5 * 2 / 3) / (2 + 5))
    assert lamp["again"] == pytest.approx((0 + 5 * 2 / 3) / (1 + 5))
    assert milk["gap"] == pytest.approx((80 + 5 * 30) / (4 + 5))


def test_a_candidates_own_rhythm(model: Artifact) -> None:
    history = History(purchased=(Purchased("milk", 3, TODAY - 20, span=40, faded=0.4),))
    scorer = Scorer(model, None)
    request = scorer.request(Query("home", 5, NOW, history))
    chosen = pool(scorer.blend.heard(request))
    rows = features(GroupFacts.of(model), request, chosen)
    lamp, milk = (dict(zip(FEATURES, row.tolist(), strict=True)) for row in rows)

    usual = (40 + (80 + 5 * 30) / 9) / 3
    assert milk["past_count"] == 3
    assert milk["past_left"] == pytest.approx(2.6 * 0.5 ** (20 / 90))
    assert (milk["past_last"], milk["past_first"]) == (20, 60)
    assert milk["past_gap"] == pytest.approx(usual)
    assert milk["past_due"] == pytest.approx(20 / usual)
    assert (milk["past_share"], milk["past_rank"]) == (1, 0)
    assert (lamp["past_count"], lamp["past_due"], lamp["past_rank"]) == (0, 0, -1)
    assert (lamp["person_groups"], lamp["person_orders"], lamp["person_silence"]) == (1, 3, 20)


def test_the_share_of_a_category(tmp_path: Path) -> None:
    named = {"a1": "a", "a2": "a", "b1": "b"}
    lines = [line("customer#1", "purchase", *named)]
    lines[0]["items"] = [
        {"item_id": item, "group_id": None, "category": label} for item, label in named.items()
    ]
    scorer = Scorer(learn(write_lake(tmp_path / "lake", lines), tmp_path / "out"), None)
    bought = (Purchased("a1", 3, TODAY), Purchased("b1", 1, TODAY - 90))
    request = scorer.request(Query("home", 5, NOW, History(purchased=bought)))
    facts = GroupFacts(np.zeros((4, len(RHYTHM)), np.float32), np.array([0, 0, 1, -1]))
    rows = features(facts, request, pool(scorer.blend.heard(request)))
    at = FEATURES.index("category_share")

    assert rows[:, at] == pytest.approx([3 / 3.5, 3 / 3.5, 0.5 / 3.5])
    assert rows[:, at + 1].tolist() == [0, 0, 90]
