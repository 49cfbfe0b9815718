"""Campaign tools that report late, twice, or for a lease that is another's now."""

from typing import Any

from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop


def leased(shop: Shop) -> dict[str, Any]:
    (nudge,) = shop.lease()["nudges"]
    found: dict[str, Any] = nudge
    return found


def test_not_sent_that_comes_twice_ends_no_later_lease(due: Shop, clock: Clock) -> None:
    """The answer to the first report is lost; before it comes again, another worker leases."""
    first = leased(due)
    freed = due.outcome(first["nudge_id"], "not_sent", lease_id=first["lease_id"])
    assert freed["state"] == "ready"
    clock.advance(seconds=1)
    second = leased(due)
    assert second["lease_id"] != first["lease_id"]
    again = due.outcome(first["nudge_id"], "not_sent", lease_id=first["lease_id"])
    assert again["state"] == "leased"
    assert due.lease()["nudges"] == []
    mine = due.outcome(second["nudge_id"], "not_sent", lease_id=second["lease_id"])
    assert mine["state"] == "ready"


def test_not_sent_after_the_end_of_its_own_lease_frees_it(due: Shop, clock: Clock) -> None:
    nudge = leased(due)
    clock.advance(hours=1)
    due.sweep()
    assert due.decided()[-1][2] == "unknown"
    freed = due.outcome(nudge["nudge_id"], "not_sent", lease_id=nudge["lease_id"])
    assert freed["state"] == "ready"


def test_what_an_earlier_lease_sent_was_sent(due: Shop, clock: Clock) -> None:
    """A tool that takes its word back: the message is out, whichever lease it was of."""
    first = leased(due)
    due.outcome(first["nudge_id"], "not_sent", lease_id=first["lease_id"])
    clock.advance(seconds=1)
    leased(due)
    assert due.outcome(first["nudge_id"], "sent", lease_id=first["lease_id"])["state"] == "sent"
