from pathlib import Path

import numpy as np
import pytest

from model.arrays.artifact import Artifact
from model.query import History, Purchased, Query
from model.ranking.features import REPURCHASE_STATS, GroupFacts, features
from model.ranking.placement_family import PERSON
from model.ranking.preselection import preselect
from model.scoring import Scorer
from tests.unit.model.shop import DAY, NOW, learn, line, write_lake

TODAY = NOW // DAY
FEATURES = PERSON.features


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
    lamp, milk = (
        dict(zip(REPURCHASE_STATS, row.tolist(), strict=True)) for row in model["repurchase_stats"]
    )

    assert {
        name: milk[name]
        for name in ("buyers", "orders_7d", "orders_28d", "orders_84d", "orders_per_buyer")
    } == {
        "buyers": 2,
        "orders_7d": 2,
        "orders_28d": 4,
        "orders_84d": 6,
        "orders_per_buyer": 3,
    }
    won = [
        (each["new_buyers_7d"], each["new_buyers_28d"], each["new_buyers_84d"])
        for each in (milk, lamp)
    ]
    assert won == [(0, 0, 2), (0, 0, 1)]
    assert (
        milk["repeat_buyer_share"] == 0.5
    )  # two buyers, both came back, and two that are only doubt
    # Of three pairs that had it a month ago, two bought it again: what all groups lend to each.
    assert milk["repeat_rate"] == pytest.approx((2 + 5 * 2 / 3) / (2 + 5))
    assert lamp["repeat_rate"] == pytest.approx((0 + 5 * 2 / 3) / (1 + 5))
    assert milk["gap_days"] == pytest.approx((80 + 5 * 30) / (4 + 5))


def test_the_persons_purchases_of_a_candidate(model: Artifact) -> None:
    history = History(purchased=(Purchased("milk", 3, TODAY - 20, span=40, faded=0.4),))
    scorer = Scorer(model, None)
    context = scorer.context(Query("home", 5, NOW, history))
    chosen = preselect(scorer.sources.for_ranker(context), PERSON.preselection)
    rows = features(GroupFacts.from_model(model), context, chosen)
    lamp, milk = (dict(zip(FEATURES, row.tolist(), strict=True)) for row in rows)

    usual = (40 + (80 + 5 * 30) / 9) / 3
    assert milk["purchase_count"] == 3
    assert milk["purchase_count_decayed"] == pytest.approx(2.6 * 0.5 ** (20 / 90))
    assert (milk["days_since_purchase"], milk["days_since_first_purchase"]) == (20, 60)
    assert milk["purchase_gap_days"] == pytest.approx(usual)
    assert milk["purchase_due"] == pytest.approx(20 / usual)
    assert (milk["purchase_share"], milk["purchase_rank"]) == (1, 0)
    assert (lamp["purchase_count"], lamp["purchase_due"], lamp["purchase_rank"]) == (0, 0, -1)
    assert (lamp["person_groups"], lamp["person_orders"], lamp["days_inactive"]) == (1, 3, 20)


def test_the_share_of_a_category(tmp_path: Path) -> None:
    named = {"a1": "a", "a2": "a", "b1": "b"}
    lines = [line("customer#1", "purchase", *named)]
    lines[0]["items"] = [
        {"item_id": item, "group_id": None, "category": label} for item, label in named.items()
    ]
    scorer = Scorer(learn(write_lake(tmp_path / "lake", lines), tmp_path / "out"), None)
    bought = (Purchased("a1", 3, TODAY), Purchased("b1", 1, TODAY - 90))
    context = scorer.context(Query("home", 5, NOW, History(purchased=bought)))
    facts = GroupFacts(np.zeros((4, len(REPURCHASE_STATS)), np.float32), np.array([0, 0, 1, -1]))
    rows = features(
        facts, context, preselect(scorer.sources.for_ranker(context), PERSON.preselection)
    )
    at = FEATURES.index("category_share")

    assert rows[:, at] == pytest.approx([3 / 3.5, 3 / 3.5, 0.5 / 3.5])
    assert rows[:, at + 1].tolist() == [0, 0, 90]
