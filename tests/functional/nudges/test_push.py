"""Push goes to the token that was seen last, and what is known of a token holds for it alone."""

from typing import Any

import pytest

from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop


@pytest.fixture
def pushed(shop: Shop, clock: Clock) -> Shop:
    """Ana agreed to push and has two devices; a cart was left an hour ago."""
    shop.settings(kinds={"abandoned_cart": {"channels": ["push"]}})
    shop.consents("ana", "push")
    for name in ("old", "new"):
        shop.api.put(
            "/v1/customers/ana/push-tokens", json={"token": name, "platform": "fcm"}
        ).raise_for_status()
        clock.advance(seconds=1)
    shop.track("Product Added", "mug")
    clock.advance(hours=1)
    shop.sweep()
    return shop


def tokens(shop: Shop, user_id: str = "ana") -> list[Any]:
    return list(shop.api.get(f"/v1/customers/{user_id}/contact").json()["push_tokens"])


def test_the_newest_token_is_named_and_a_dead_one_is_removed(pushed: Shop, clock: Clock) -> None:
    (nudge,) = pushed.lease("push")["nudges"]
    assert nudge["to"] == "new"
    pushed.outcome(nudge["nudge_id"], "bounced")
    assert len(tokens(pushed)) == 1
    consent = pushed.api.get("/v1/customers/ana/preferences").json()["consent"]
    assert consent["push"] is True, "the other device stays reachable"
    clock.advance(days=1)
    pushed.sweep()
    assert [each["to"] for each in pushed.lease("push")["nudges"]] == ["old"]


def test_a_suppressed_token_gets_nothing(pushed: Shop) -> None:
    suppress = {"channel": "push", "addresses": ["new"], "reason": "imported"}
    pushed.api.post("/v1/suppressions", json=suppress).raise_for_status()
    assert pushed.lease("push")["nudges"] == []
    assert pushed.decided()[0][2:] == ("suppressed", "suppressed")


def test_the_cap_of_a_device_goes_with_its_token(pushed: Shop, clock: Clock) -> None:
    (nudge,) = pushed.lease("push")["nudges"]
    pushed.outcome(nudge["nudge_id"], "sent")
    pushed.consents("bea", "push")
    pushed.api.put(
        "/v1/customers/bea/push-tokens", json={"token": "new", "platform": "fcm"}
    ).raise_for_status()
    pushed.track("Product Added", "cup", userId="bea")
    clock.advance(hours=1)
    pushed.sweep()
    assert pushed.lease("push")["nudges"] == []
    clock.advance(days=1)
    pushed.sweep()
    assert "new" in [each["to"] for each in pushed.lease("push")["nudges"]]
