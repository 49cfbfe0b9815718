"""Facts of a manifest in words."""

from typing import Any

import pytest

from local.report.summary import facts

COUNTS = {"people": 3, "groups": 5}
SESSIONS = {
    "won": "sessions",
    "measured": {
        "home": {
            "won": "sessions",
            "cases": 400,
            "sessions": {"ndcg@20": 0.31},
            "hand_made": {"ndcg@20": 0.2},
        },
        "product": {"won": "hand_made", "cases": 0, "sessions": {}, "hand_made": {}},
    },
}


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (
            {"won": "trees", "cases": 5312, "ndcg_trees": 0.2444, "ndcg_hand_made": 0.2131},
            "trees won on 5,312 cases, NDCG 0.2444 by trees, 0.2131 by hand made",
        ),
        (SESSIONS, "home: sessions won on 400 cases, NDCG 0.3100 by sessions, 0.2000 by hand made"),
        ({"won": "hand_made", "why": "too few"}, "hand made: too few"),
    ],
)
def test_what_won_and_by_how_much(about: dict[str, Any], said: str) -> None:
    assert facts({"counts": COUNTS, "rankers": {"x": about}})["ranker, x"] == said
