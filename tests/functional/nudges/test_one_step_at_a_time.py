"""Of one sequence one step is out at a time, however long its receiver takes to come."""

import pytest

from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop

DEVICE = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
SECOND_AFTER_S = 7_200


@pytest.fixture
def ladder(shop: Shop) -> Shop:
    """Two steps, two hours apart, and caps so wide that they keep nothing back."""
    shop.settings(
        kinds={"abandoned_cart": {"delays_s": [3_600, SECOND_AFTER_S]}},
        caps={"email": {"count": 50, "seconds": 3_600}},
        cap_over_all={"count": 50, "seconds": 3_600},
        quiet_from=0,
        quiet_until=0,
    )
    return shop


def steps_decided(shop: Shop) -> list[tuple[int, str, str]]:
    return [each[1:] for each in shop.decided()]


def _first_step_ready(shop: Shop, clock: Clock) -> None:
    shop.track("Product Added", "mug")
    clock.advance(hours=1, seconds=1)
    assert shop.sweep() == {"ready": 1}


def test_a_step_that_no_one_leased_lapses_as_the_next_is_decided(
    ladder: Shop, clock: Clock
) -> None:
    _first_step_ready(ladder, clock)
    clock.advance(seconds=SECOND_AFTER_S)
    assert ladder.sweep() == {"ready": 1, "lapsed": 1}
    assert steps_decided(ladder) == [(1, "lapsed", "superseded"), (2, "ready", "decided")]
    assert [each["step"] for each in ladder.lease()["nudges"]] == [2]


def test_a_step_waits_while_the_one_before_is_leased(ladder: Shop, clock: Clock) -> None:
    _first_step_ready(ladder, clock)
    clock.advance(seconds=SECOND_AFTER_S - 60)
    assert [each["step"] for each in ladder.lease(lease_s=600)["nudges"]] == [1]
    clock.advance(seconds=60)
    assert ladder.sweep() == {}
    clock.advance(seconds=540)
    ladder.sweep()
    assert [each["step"] for each in ladder.lease()["nudges"]] == [2]


def test_a_step_that_was_not_sent_lapses_once_a_later_one_was_handed_over(
    ladder: Shop, clock: Clock
) -> None:
    _first_step_ready(ladder, clock)
    (first,) = ladder.lease(lease_s=60)["nudges"]
    clock.advance(seconds=SECOND_AFTER_S)
    ladder.sweep()
    (second,) = ladder.lease()["nudges"]
    assert (first["step"], second["step"]) == (1, 2)
    ladder.outcome(second["nudge_id"], "sent")
    ladder.outcome(first["nudge_id"], "not_sent")
    clock.advance(seconds=1)
    assert ladder.lease()["nudges"] == []
    assert steps_decided(ladder)[0] == (1, "lapsed", "superseded")


def test_a_page_shows_one_step_of_a_sequence(
    ladder: Shop, publishable: TestClient, clock: Clock
) -> None:
    ladder.track("Product Added", "mug", client=publishable, anonymousId=DEVICE)
    clock.advance(hours=1, seconds=1)
    ladder.sweep()
    clock.advance(seconds=SECOND_AFTER_S)
    ladder.sweep()
    shown = publishable.get(f"/v1/visitors/{DEVICE}/nudges").json()["nudges"]
    assert [each["step"] for each in shown] == [2]
