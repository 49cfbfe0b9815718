"""Tools that lease mails for a confirmation, and report late, twice, or for another's lease."""

from typing import Any

import pytest

from functions.errors import Unavailable
from functions.storage.templates import BrandRows
from tests.functional.nudges.guest_shop import Guests


def reported(shop: Guests, mail: dict[str, Any], outcome: str) -> None:
    path = f"/v1/confirmations/{mail['confirmation_id']}/outcome"
    body = {"outcome": outcome, "lease_id": mail["lease_id"]}
    answer = shop.api.post(path, json=body)
    assert answer.status_code == 204, answer.text


def test_not_sent_that_comes_twice_ends_no_later_lease(guests: Guests) -> None:
    """The answer to the first report is lost; before it comes again, another worker leases."""
    guests.asks()
    (first,) = guests.mails()
    reported(guests, first, "not_sent")
    guests.clock.advance(seconds=1)
    (second,) = guests.mails()
    assert second["lease_id"] != first["lease_id"]
    reported(guests, first, "not_sent")
    assert guests.mails() == []
    reported(guests, second, "not_sent")
    assert len(guests.mails()) == 1


def test_what_an_earlier_lease_sent_was_sent(guests: Guests) -> None:
    guests.asks()
    (first,) = guests.mails()
    reported(guests, first, "not_sent")
    guests.clock.advance(seconds=1)
    (second,) = guests.mails()
    reported(guests, first, "sent")
    reported(guests, second, "not_sent")
    assert guests.mails() == []


def test_a_lease_that_could_not_be_answered_is_free_again(
    guests: Guests, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mails are claimed, and then the brand cannot be read: the tool gets no mail."""
    guests.asks()

    def fails(_: BrandRows) -> None:
        raise Unavailable("a fault")

    with monkeypatch.context() as broken:
        broken.setattr(BrandRows, "get", fails)
        assert guests.api.post("/v1/confirmations/lease", json={}).status_code == 503
    assert len(guests.mails()) == 1
