from typing import Any

import pytest

from model.query import Query
from model.rules.rule import Rule, RuleFault

NOW = 1_000


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({"action": "hide"}, "action"),
        ({"brand": None}, "item_ids"),
        ({"action": "pin"}, "item_ids"),
        ({"action": "pin", "item_ids": ("a",), "position": 0}, "position"),
        ({"position": 1}, "position"),
        ({"action": "boost"}, "factor"),
        ({"action": "boost", "factor": 1.0}, "factor"),
        ({"action": "boost", "factor": float("inf")}, "factor"),
        ({"action": "boost", "factor": float("nan")}, "factor"),
        ({"action": "bury", "factor": 0.0}, "factor"),
        ({"action": "bury", "factor": 2.0}, "factor"),
        ({"factor": 0.5}, "factor"),
        ({"min_price": 2.0, "max_price": 1.0}, "max_price"),
        ({"active_from": 2, "active_until": 1}, "active_until"),
        ({"placements": ("attic",)}, "placements"),
        ({"item_ids": "abc"}, "item_ids"),
        ({"item_ids": (1,)}, "item_ids"),
        ({"priority": None}, "priority"),
        ({"priority": True}, "priority"),
        ({"min_price": "cheap"}, "min_price"),
        ({"enabled": 1}, "enabled"),
        ({"category": 7}, "category"),
        ({"rule_id": None}, "rule_id"),
    ],
)
def test_what_makes_no_rule_is_named(payload: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleFault) as fault:
        Rule(**{"rule_id": "r", "action": "block", "brand": "b", **payload})
    assert fault.value.field == field


@pytest.mark.parametrize(
    ("payload", "holds"),
    [
        ({}, True),
        ({"enabled": False}, False),
        ({"placements": ("home", "cart")}, True),
        ({"placements": ("cart",)}, False),
        ({"channels": ("web",)}, True),
        ({"channels": ("app",)}, False),
        ({"active_from": NOW}, True),
        ({"active_from": NOW + 1}, False),
        ({"active_until": NOW}, False),
        ({"active_until": NOW + 1}, True),
    ],
)
def test_a_rule_holds_where_and_when_it_says(payload: dict[str, Any], holds: bool) -> None:
    rule = Rule("r", "block", brand="b", **payload)
    assert rule.applies(Query("home", 1, NOW, channel="web")) is holds


def test_a_rule_of_a_channel_says_nothing_where_none_is_named() -> None:
    assert not Rule("r", "block", brand="b", channels=("web",)).applies(Query("home", 1, NOW))
