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


def test_a_page_that_asks_for_many_strangers_mails_no_more_than_those_of_a_day(
    guests: Guests,
) -> None:
    guests.restock.shop.settings(confirmations_a_day=3)
    for n in range(5):
        guests.asks(f"stranger{n}@example.com")
    first = guests.mails()
    assert len(first) == 3
    assert guests.mails() == []
    guests.restock.shop.settings(confirmations_a_day=4)
    assert len(guests.mails()) == 1
    guests.clock.advance(hours=24)
    assert len(guests.mails()) == 1, "the next day has mails of its own"


def test_what_a_call_did_not_use_of_a_day_is_there_for_the_next(guests: Guests) -> None:
    guests.restock.shop.settings(confirmations_a_day=2, valve=1)
    for n in range(3):
        guests.asks(f"stranger{n}@example.com")
    assert len(guests.mails()) == 1, "the valve lets no more pass in this minute"
    guests.clock.advance(seconds=60)
    assert len(guests.mails()) == 1
    guests.clock.advance(seconds=60)
    assert guests.mails() == []


def test_what_was_not_sent_uses_up_nothing_of_the_day(guests: Guests) -> None:
    """A provider that takes nothing for a while: the mail is tried each minute."""
    guests.restock.shop.settings(confirmations_a_day=1)
    guests.asks()
    for _ in range(3):
        (mail,) = guests.mails()
        reported(guests, mail, "not_sent")
        reported(guests, mail, "not_sent")
        guests.clock.advance(seconds=60)
    assert len(guests.mails()) == 1
    guests.asks("bea@example.com")
    assert guests.mails() == []


@pytest.mark.parametrize("outcome", ["sent", "bounced", "complained"])
def test_an_outcome_of_a_mail_that_was_freed_counts(guests: Guests, outcome: str) -> None:
    """A tool that takes its word back: the mail is out, and no second one follows."""
    guests.asks()
    (mail,) = guests.mails()
    for each in ("not_sent", outcome):
        reported(guests, mail, each)
    assert guests.mails() == []
