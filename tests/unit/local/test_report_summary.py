"""Facts of a manifest in words."""

from typing import Any

import pytest

from local.report.summary import facts

COUNTS = {"people": 3, "groups": 5}
NEXT_ITEM = {
    "won": "next_item",
    "measured": {
        "home": {
            "won": "next_item",
            "cases": 400,
            "next_item": {"ndcg@20": 0.31},
            "without_next_item": {"ndcg@20": 0.2},
        },
        "product": {
            "won": "without_next_item",
            "cases": 0,
            "next_item": {},
            "without_next_item": {},
        },
    },
}


@pytest.mark.parametrize(
    ("about", "text"),
    [
        (
            {"won": "trees", "cases": 5312, "ndcg_trees": 0.2444, "ndcg_weighted_sum": 0.2131},
            "trees won on 5,312 cases, NDCG 0.2444 by trees, 0.2131 by weighted sum",
        ),
        (
            NEXT_ITEM,
            (
                "home: next item won on 400 cases, "
                "NDCG 0.3100 by next item, 0.2000 by without next item"
            ),
        ),
        ({"won": "weighted_sum", "why": "too few"}, "weighted sum: too few"),
    ],
)
def test_what_won_and_by_how_much(about: dict[str, Any], text: str) -> None:
    assert facts({"counts": COUNTS, "rankers": {"x": about}})["ranker, x"] == text
