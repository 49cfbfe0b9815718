"""Small cases under schedules: clean as the code is, and broken without what they need."""

from collections import Counter
from typing import Any

import pytest

from functions.domain.nudges.guards.registry import without
from functions.services.nudges.hand_over import claim
from local.simulate.schedules.cases import CASES, SmallCase
from local.simulate.schedules.exhaustive import FIRSTS, PAUSES, explored
from local.simulate.schedules.explore import Found
from local.simulate.schedules.small_world import ACTORS

SWEEPER, CHANGE = ACTORS.index("sweeper"), ACTORS.index("change")
SHORT, LONG = PAUSES


def case_of(name: str) -> SmallCase:
    return next(case for case in CASES if case.name == name)


def broken(found: list[Found]) -> list[Found]:
    """Those with a violation, or an error of their own."""
    return [each for each in found if isinstance(each.outcome, str) or each.outcome[0]]  # type: ignore[index]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_schedule_with_one_stop_breaks_an_invariant(case: SmallCase) -> None:
    found = [each for first in FIRSTS for each in explored(case, SHORT, first, 1)]
    assert len(found) > 300
    assert not broken(found)


def test_what_is_not_played_would_have_been_the_same() -> None:
    case = case_of("a no")
    pruned = list(explored(case, LONG, CHANGE, 1))
    whole = {each.schedule: each.outcome for each in explored(case, LONG, CHANGE, 1, prune=False)}
    assert Counter(each.schedule for each in pruned) == Counter(list(whole))
    assert sum(each.played for each in pruned) < len(pruned)
    assert all(each.outcome == whole[each.schedule] for each in pruned)


def test_without_consent_as_a_rule_a_no_is_ignored() -> None:
    found = list(explored(case_of("a no"), SHORT, CHANGE, 0, without("consent")))
    assert broken(found)


def _anyhow(table: str, key: dict[str, Any], rev: int) -> dict[str, Any]:
    anyhow = "attribute_exists(pk) OR attribute_not_exists(pk)"
    return {"ConditionCheck": {"TableName": table, "Key": key, "ConditionExpression": anyhow}}


def test_a_claim_that_does_not_ask_whether_consent_changed_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(claim, "unchanged", _anyhow)
    found = list(explored(case_of("a no"), SHORT, SWEEPER, 1))
    assert broken(found)


def test_a_claim_by_old_facts_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    purchase = case_of("a purchase")
    assert not broken(list(explored(purchase, LONG, SWEEPER, 1)))
    monkeypatch.setattr(claim, "CHECK_HOLDS_MS", 60_000)
    assert broken(list(explored(purchase, LONG, SWEEPER, 1)))
