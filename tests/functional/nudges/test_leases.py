"""Campaign tools that report late, twice, or for a lease that is another's now."""

from typing import Any

import pytest

from functions.api import nudge_responses
from functions.errors import Unavailable
from functions.storage.nudges import NudgeRows
from functions.storage.templates import BrandRows
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


@pytest.mark.parametrize("freed", [True, False])
def test_a_person_rests_after_what_was_sent_only(due: Shop, clock: Clock, freed: bool) -> None:
    """The cart is emptied before the tool tries again; two days later there is another one."""
    nudge = leased(due)
    due.outcome(nudge["nudge_id"], "not_sent" if freed else "sent")
    due.track("Product Removed", "mug")
    for _ in range(2):
        clock.advance(days=1)
        due.sweep()
    due.track("Product Added", "cup")
    clock.advance(hours=1)
    due.sweep()
    assert len(due.lease()["nudges"]) == freed


def test_a_second_step_that_was_not_sent_leaves_the_rest_after_the_first(
    due: Shop, clock: Clock
) -> None:
    due.outcome(leased(due)["nudge_id"], "sent")
    rests_until = due.api.get("/v1/customers/ana/nudges/explain").json()["rests_until"]
    clock.advance(hours=24)
    due.sweep()
    due.outcome(leased(due)["nudge_id"], "not_sent")
    assert due.api.get("/v1/customers/ana/nudges/explain").json()["rests_until"] == rests_until


@pytest.mark.parametrize(("outcome", "stays"), [("bounced", True), ("complained", False)])
def test_a_bounce_of_an_address_that_was_replaced_leaves_the_channel_on(
    due: Shop, outcome: str, stays: bool
) -> None:
    """A tool learns of it days later; a complaint is of the person, whatever their address."""

    def lives_at(address: str) -> None:
        due.api.put("/v1/customers/ana/contact", json={"email": address}).raise_for_status()

    lives_at("ana@exmaple.com")
    nudge = leased(due)
    lives_at("ana@example.com")
    due.outcome(nudge["nudge_id"], outcome)
    assert due.api.get("/v1/customers/ana/preferences").json()["consent"]["email"] is stays


def _fails(*_: object, **__: object) -> None:
    raise Unavailable("a fault")


def test_a_brand_that_cannot_be_read_leaves_the_tool_its_nudges(
    due: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets them without content, and reports that they were not sent."""
    with monkeypatch.context() as broken:
        broken.setattr(BrandRows, "get", _fails)
        nudge = leased(due)
    assert nudge["content"] is None
    due.outcome(nudge["nudge_id"], "not_sent", lease_id=nudge["lease_id"])
    assert leased(due)["content"] is not None


def test_cancelled_nudges_that_cannot_be_read_cost_no_lease(
    due: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole call fails before it claims anything."""
    real = NudgeRows.ready

    def ready(self: NudgeRows, channel: str, *args: Any, **named: Any) -> Any:
        if channel != "email":
            raise Unavailable("a fault")
        return real(self, channel, *args, **named)

    with monkeypatch.context() as broken:
        broken.setattr(NudgeRows, "ready", ready)
        assert due.api.post("/v1/nudges/lease", json={"channel": "email"}).status_code == 503
    assert leased(due)["content"] is not None


def test_an_answer_that_would_be_too_large_loses_no_nudge(
    due: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lambda answers with 6 MB at most: what is over that comes without content, and again."""
    due.consents("bea", "email")
    due.track("Product Added", "mug", userId="bea")
    clock.advance(hours=1)
    due.sweep()
    with monkeypatch.context() as small:
        small.setattr(nudge_responses, "MAX_ANSWER_BYTES", 2_000)
        first, second = due.lease()["nudges"]
    assert first["content"] is not None
    assert second["content"] is None
    due.outcome(second["nudge_id"], "not_sent", lease_id=second["lease_id"])
    assert leased(due)["content"] is not None
