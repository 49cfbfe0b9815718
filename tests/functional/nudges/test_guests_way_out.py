"""The way out of a mail to a person without an account, who agreed to single items only."""

from typing import Any

import pytest

from tests.functional.nudges.guest_shop import ADDRESS, Guests


def _mailed(guests: Guests) -> dict[str, Any]:
    """The first of two wishes of one address is answered by a mail."""
    guests.api.put("/v1/items/mug", json={"title": "Mug", "price": 5}).raise_for_status()
    guests.restock.stock(0, "mug")
    guests.restock.run()
    guests.asks()
    _asks_for_mug(guests)
    for mail in guests.mails():
        assert guests.confirms(mail) == 200
    (nudge,) = guests.back()
    guests.restock.shop.outcome(nudge["nudge_id"], "sent")
    found: dict[str, Any] = nudge["content"]["links"]
    return found


def _asks_for_mug(guests: Guests) -> None:
    path = "/v1/items/mug/restock-subscriptions"
    guests.page.post(path, json={"email": ADDRESS}).raise_for_status()
    guests.clock.advance(seconds=1)


def _mug_is_back(guests: Guests) -> list[dict[str, Any]]:
    guests.clock.advance(days=1)
    guests.restock.stock(5, "mug")
    guests.restock.run()
    guests.clock.advance(seconds=1)
    found: list[dict[str, Any]] = guests.restock.shop.lease()["nudges"]
    return found


def test_without_a_way_out_taken_the_other_wish_is_answered(guests: Guests) -> None:
    _mailed(guests)
    assert len(_mug_is_back(guests)) == 1


@pytest.mark.parametrize(
    ("link", "place", "form"), [("unsubscribe", "u", {}), ("preferences", "p", {"sms": "on"})]
)
def test_the_way_out_of_one_mail_ends_the_wishes_for_others(
    guests: Guests, link: str, place: str, form: dict[str, str]
) -> None:
    token = _mailed(guests)[link].rpartition(f"/{place}/")[2]
    assert guests.page.post(f"/{place}/{token}", data=form).status_code == 200
    assert _mug_is_back(guests) == []


def test_who_confirms_again_after_it_hears_of_that_item(guests: Guests) -> None:
    token = _mailed(guests)["unsubscribe"].rpartition("/u/")[2]
    assert guests.page.post(f"/u/{token}").status_code == 200
    assert _mug_is_back(guests) == []
    guests.restock.stock(0, "mug")
    guests.restock.run()
    guests.clock.advance(days=1)
    _asks_for_mug(guests)
    (mail,) = guests.mails()
    assert guests.confirms(mail) == 200
    assert len(_mug_is_back(guests)) == 1
