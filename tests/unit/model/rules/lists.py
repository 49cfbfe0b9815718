"""The questions of the tests of rules, and the people; `conftest.py` has the items."""

from dataclasses import replace
from typing import Any

from model.rules.rule import Rule
from model.scoring import History, Purchased, Query, Scorer
from tests.unit.model.shop import DAY, NOW

HOME = Query("home", 20, NOW)
BUYER = replace(HOME, history=History(purchased=(Purchased("i4", 9, NOW // DAY),)))
EVEN = [f"i{at}" for at in range(0, 10, 2)]
ODD = [f"i{at}" for at in range(1, 10, 2)]


def rule(action: str, rule_id: str = "r", **fields: Any) -> Rule:
    return Rule(rule_id, action, **fields)


def ids(scorer: Scorer, query: Query, *rules: Rule) -> list[str]:
    return [each.item_id for each in scorer.with_rules(rules).recommend(query)]
