"""The auditor misses a rule that is gone; `python -m local simulate --mutations` leaves out all."""

import pytest

from functions.domain.nudges.guards.registry import GUARDS
from local.simulate.mutations import PROVEN_BY_TESTS, SEEDS, STORIES_OF, caught


@pytest.mark.parametrize(
    "guard",
    [
        "bought",
        "cart_empty",
        "consent",
        "cap_per_address",
        "holdout",
        "provider",
        "quiet_hours",
        "silence",
    ],
)
def test_a_rule_that_is_left_out_is_missed(guard: str) -> None:
    assert caught(guard, 0, SEEDS).seed is not None


def test_each_guard_has_stories_about_it_or_a_reason_why_not() -> None:
    names = {guard.name for guard in GUARDS}
    assert set(STORIES_OF) | set(PROVEN_BY_TESTS) == names
    assert not set(STORIES_OF) & set(PROVEN_BY_TESTS)
