"""What explain says of each kind and channel: it is there, and it comes true."""

from typing import Any

import pytest

from functions.domain.nudges.kinds import CHANNELS, KINDS
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop

HOUR = 3_600_000


def channels(shop: Shop, kind: str) -> dict[str, tuple[str, str, int | None]]:
    """Outlook, reason and time of each channel, of the last that waits of a kind."""
    found = [each for each in explained(shop) if each["kind"] == kind][-1]
    return {c["channel"]: (c["outlook"], c["reason"], c["at"]) for c in found["channels"]}


def explained(shop: Shop) -> list[dict[str, Any]]:
    answer = shop.api.get("/v1/customers/ana/nudges/explain")
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()["kinds"]
    return found


def test_every_kind_and_channel_is_answered_before_anything_happened(shop: Shop) -> None:
    shop.settings(kinds={"win_back": {"on": True}})
    for kind in KINDS:
        reason = "no_trigger" if kind in {"win_back", "abandoned_cart"} else "kind_off"
        assert channels(shop, kind) == dict.fromkeys(CHANNELS, ("not_sent", reason, None))
    assert all(each["meaning"] for kind in explained(shop) for each in kind["channels"])
    assert all(kind["refusals"][0]["reason"] == "no_trigger" for kind in explained(shop))


def test_a_cart_goes_out_by_the_channel_and_at_the_time_that_were_named(
    shop: Shop, clock: Clock
) -> None:
    shop.settings(kinds={"abandoned_cart": {"channels": ["email", "sms"]}})
    shop.track("Product Added", "mug")
    due_at = clock.now + HOUR
    assert channels(shop, "abandoned_cart") == {
        "email": ("will_send", "due", due_at),
        "push": ("not_sent", "channel_off", None),
        "whatsapp": ("not_sent", "channel_off", None),
        "sms": ("not_sent", "no_consent", None),
        "onsite": ("not_sent", "channel_off", None),
    }
    clock.now = due_at - 1
    assert shop.sweep() == {}
    clock.now = due_at
    assert shop.sweep() == {"ready": 1}
    assert explained(shop)[2]["waiting_for"] == "ready"
    (first, second) = [each for each in explained(shop) if each["kind"] == "abandoned_cart"]
    assert (first["step"], first["would_send_on"], first["would_send_at"]) == (1, "email", due_at)
    assert second["step"] == 2
    (nudge,) = shop.lease()["nudges"]
    first, _ = [each for each in explained(shop) if each["kind"] == "abandoned_cart"]
    email = next(each for each in first["channels"] if each["channel"] == "email")
    assert (email["outlook"], email["at"]) == ("handed_over", clock.now)
    shop.outcome(nudge["nudge_id"], "sent")


def test_the_night_is_known_before_it_comes(shop: Shop, clock: Clock) -> None:
    """The cart falls due within the quiet hours, which are far from now."""
    shop.settings(
        kinds={"abandoned_cart": {"channels": ["email"], "delays_s": [10 * 3_600]}}, spread_s=0
    )
    shop.track("Product Added", "mug")  # at noon
    outlook, reason, at = channels(shop, "abandoned_cart")["email"]
    assert (outlook, reason, at) == ("will_send", "quiet_hours", clock.now + 20 * HOUR)
    for _ in range(19):
        clock.advance(hours=1)
        assert "ready" not in shop.sweep()
    clock.now = at or 0
    assert shop.sweep() == {"ready": 1}


@pytest.mark.parametrize("only_email", [True, False])
def test_a_cap_moves_a_step_to_another_channel_or_time(
    shop: Shop, clock: Clock, only_email: bool
) -> None:
    """The second step falls due an hour after the first mail, of which there is one in 16 hours."""
    named = {"channels": ["email"]} if only_email else {}
    kinds = {"abandoned_cart": {"delays_s": [3_600, 3_600], **named}}
    shop.settings(kinds=kinds, quiet_from=0, quiet_until=0)
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    shop.sweep()
    sent_at = clock.now
    shop.outcome(shop.lease()["nudges"][0]["nudge_id"], "sent")
    expected: dict[str, tuple[str, str, int | None]] = (
        {"email": ("will_send", "cap", sent_at + 16 * HOUR)}
        if only_email
        else {
            "email": ("not_sent", "another_channel", None),
            "onsite": ("will_send", "due", sent_at + HOUR),
        }
    )
    found = channels(shop, "abandoned_cart")
    assert {channel: found[channel] for channel in expected} == expected
    (at,) = [time for outlook, _, time in found.values() if outlook == "will_send"]
    clock.now = (at or 0) - 1
    assert "ready" not in shop.sweep()
    clock.advance(seconds=1)
    assert shop.sweep()["ready"] == 1


def test_a_pause_has_no_end_that_is_known(shop: Shop) -> None:
    shop.track("Product Added", "mug")
    shop.api.post("/v1/nudges/pause").raise_for_status()
    found = channels(shop, "abandoned_cart")
    assert found["email"] == ("waits", "paused", None)
    assert [each["would_send_on"] for each in explained(shop)] == [None] * len(KINDS)


def test_a_kind_of_which_nothing_waits_names_what_starts_it(shop: Shop, clock: Clock) -> None:
    shop.settings(kinds={kind: {"on": True} for kind in KINDS})
    clock.advance(seconds=1)
    order = {"order_id": "o1", "origin": "wholesale"}
    shop.track("Order Completed", "mug", properties=order)
    (thanks,) = [each for each in explained(shop) if each["kind"] == "post_purchase"]
    meanings = {each["meaning"] for each in thanks["channels"]}
    assert meanings == {thanks["refusals"][0]["meaning"]}
    assert "origins in `thanked_origins`" in meanings.pop()


def test_what_is_bought_again_is_not_denied_before_it_was_looked_up(shop: Shop) -> None:
    shop.settings(kinds={"replenishment": {"on": True}})
    (again,) = [each for each in explained(shop) if each["kind"] == "replenishment"]
    reasons = [each["reason"] for each in again["refusals"] if each["channel"] is None]
    assert reasons == ["no_trigger"]
