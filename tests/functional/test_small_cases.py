"""Small cases under schedules: clean as the code is, and broken without a rule that they need."""

import pytest

from functions.domain.nudges.guards.registry import without
from local.simulate.exhaustive import Schedule, play, schedules
from local.simulate.small_cases import CASES, SmallCase


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_actor_that_goes_first_breaks_an_invariant(case: SmallCase) -> None:
    played = list(schedules(case, 0))
    assert len(played) == 5
    assert not [each for each in played if each.violations]


def test_a_stop_at_each_kind_of_place_changes_who_goes_on() -> None:
    whole = play(CASES[0], Schedule(0))
    stopped = play(CASES[0], Schedule(0, ((2, 3),)))
    assert stopped.others[2] != whole.others[2]
    assert not stopped.violations


def test_without_consent_as_a_rule_a_no_is_ignored() -> None:
    case = next(case for case in CASES if case.name == "a no")
    change_first = Schedule(3)
    assert play(case, change_first, without("consent")).violations
