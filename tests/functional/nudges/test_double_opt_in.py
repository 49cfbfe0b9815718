"""A restock mail asked for by an address: nothing is sent before its owner confirmed it."""

import re
from typing import Any

import pytest

from tests.functional.nudges.guest_shop import ADDRESS, TEA, Guests, path_of


def test_only_a_confirmed_address_hears_of_it_and_once(guests: Guests) -> None:
    assert guests.asks(" Ana@Example.com ") == "pending"
    (mail,) = guests.mails()
    assert (mail["to"], mail["language"]) == (ADDRESS, "en")
    assert mail["link"] in mail["text"]
    assert guests.mails() == [], "each mail is leased once"
    path = path_of(mail)
    for _ in range(2):
        shown = guests.page.get(path)
        assert shown.status_code == 200
        assert "Tea &lt;b&gt;" in shown.text or "Tea" in shown.text
        assert '<form method="post">' in shown.text
        assert ADDRESS not in shown.text
    assert guests.page.head(path).status_code == 200
    assert guests.api.get(f"/v1/customers/{guests.user_id()}/restock-subscriptions").json() == {
        "subscriptions": []
    }, "to look changes nothing"
    assert guests.confirms(mail) == 200
    assert guests.confirms(mail) == 200
    (nudge,) = guests.back()
    assert (nudge["to"], nudge["kind"]) == (ADDRESS, "restock")
    guests.restock.shop.outcome(nudge["nudge_id"], "sent")
    assert guests.confirms(mail) == 200, "the page shows that it is done"
    guests.restock.stock(0)
    guests.restock.run()
    assert guests.back() == []


def test_without_a_confirmation_no_one_waits(guests: Guests) -> None:
    guests.asks()
    guests.mails()
    assert guests.back() == []


def test_both_languages_and_the_place_counts_from_the_confirmation(guests: Guests) -> None:
    guests.asks(language="es")
    (mail,) = guests.mails()
    assert mail["subject"].startswith("Confirma")
    spanish = guests.page.get(path_of(mail), headers={"Accept-Language": "es"})
    assert "¿Un correo de" in spanish.text
    guests.asks("bea@example.com")
    guests.confirms(guests.mails()[0])
    guests.confirms(mail)
    since = [_since(guests, address) for address in ("bea@example.com", ADDRESS)]
    assert since == sorted(since)


def test_three_mails_a_day_and_the_same_answer_for_every_address(guests: Guests) -> None:
    answers = {guests.asks(f"c{n}@example.com") for n in range(2)}
    for _ in range(5):
        answers.add(guests.asks())
        guests.mails()
    assert answers == {"pending"}
    guests.clock.advance(days=1)
    guests.asks()
    assert len(guests.mails()) == 1
    suppress = {"channel": "email", "addresses": ["dan@example.com"], "reason": "stop"}
    guests.api.post("/v1/suppressions", json=suppress).raise_for_status()
    assert guests.asks("dan@example.com") == "pending"
    assert guests.mails() == []


def test_no_more_than_three_are_sent(guests: Guests) -> None:
    sent = 0
    for _ in range(6):
        guests.asks()
        sent += len(guests.mails())
    assert sent == 3


def test_a_mail_that_waits_is_not_doubled_and_one_not_sent_comes_again(guests: Guests) -> None:
    guests.asks()
    guests.asks()
    (mail,) = guests.mails()
    outcome = f"/v1/confirmations/{mail['confirmation_id']}/outcome"
    assert guests.api.post(outcome, json={"outcome": "not_sent"}).status_code == 204
    (again,) = guests.mails()
    assert again["confirmation_id"] == mail["confirmation_id"]
    assert guests.api.post(outcome, json={"outcome": "bounced"}).status_code == 204
    guests.asks()
    assert guests.mails() == [], "an address that bounced is suppressed"
    for text in ("x", "bm8", "a" * 900):
        gone = guests.api.post(f"/v1/confirmations/{text}/outcome", json={"outcome": "sent"})
        assert gone.status_code == 404


def test_a_mail_that_was_sent_does_not_come_again(guests: Guests) -> None:
    """A report that it was not sent comes late, of an earlier try."""
    guests.asks()
    (mail,) = guests.mails()
    path = f"/v1/confirmations/{mail['confirmation_id']}/outcome"
    for outcome in ("sent", "not_sent"):
        assert guests.api.post(path, json={"outcome": outcome}).status_code == 204
    assert guests.mails() == []


@pytest.mark.parametrize(
    ("changes", "later"),
    [
        ({"sandbox": True}, 0),
        ({"sandbox": True, "allow_list": [ADDRESS]}, 1),
        ({"paused": True}, 0),
        ({"valve": 0}, 0),
        ({"kinds": {"restock": {"on": False}}}, 0),
    ],
)
def test_sandbox_valve_pause_and_kind_hold_for_it(guests: Guests, changes: Any, later: int) -> None:
    guests.asks()
    guests.restock.shop.settings(**changes)
    assert len(guests.mails()) == later


def test_a_valve_that_opens_again_lets_it_pass(guests: Guests) -> None:
    guests.asks()
    guests.restock.shop.settings(valve=0)
    assert guests.mails() == []
    guests.restock.shop.settings(valve=10)
    guests.clock.advance(seconds=60)
    assert len(guests.mails()) == 1


def test_a_link_ends_and_none_that_was_changed_opens_anything(guests: Guests) -> None:
    guests.asks()
    (mail,) = guests.mails()
    path = path_of(mail)
    changed = re.sub(r".$", lambda end: "A" if end[0] != "A" else "B", path)
    assert guests.page.post(changed).status_code == 404
    guests.clock.advance(days=2)
    assert guests.page.get(path).status_code == 404
    assert guests.confirms(mail) == 404


def test_an_erased_guest_is_not_made_again_by_the_link(guests: Guests) -> None:
    guests.asks()
    (mail,) = guests.mails()
    path = f"/v1/customers/{guests.user_id()}"
    guests.api.delete(path).raise_for_status()
    assert guests.confirms(mail) == 404
    guests.asks()
    guests.confirms(guests.mails()[0])
    account = "/v1/customers/ana"
    guests.api.put(f"{account}/contact", json={"email": ADDRESS}).raise_for_status()
    guests.api.delete(account).raise_for_status()
    assert guests.back() == [], "the customer's guest is erased with the customer"


def test_the_way_out_in_the_mail_holds_until_the_next_confirmation(guests: Guests) -> None:
    guests.asks()
    guests.confirms(guests.mails()[0])
    no = {"consent": {"email": False}}
    guests.api.put(f"/v1/customers/{guests.user_id()}/preferences", json=no).raise_for_status()
    assert guests.back() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"email": "no address"}, 422),
        ({"email": ADDRESS, "user_id": "ana"}, 422),
        ({"email": ADDRESS, "channels": ["sms"]}, 422),
        ({"email": ADDRESS, "language": "de"}, 422),
    ],
)
def test_what_cannot_be_asked(guests: Guests, body: Any, status: int) -> None:
    assert guests.page.post(TEA, json=body).status_code == status
    missing = guests.page.post("/v1/items/none/restock-subscriptions", json={"email": ADDRESS})
    assert missing.status_code == 404


def test_an_item_in_stock_is_answered_at_once(guests: Guests) -> None:
    guests.restock.stock(1)
    assert guests.asks() == "in_stock"
    assert guests.mails() == []
    assert guests.page.post("/v1/confirmations/lease", json={}).status_code == 403
    assert guests.page.post("/v1/guests/find", json={"email": ADDRESS}).status_code == 403


def _since(guests: Guests, address: str) -> int:
    path = f"/v1/customers/{guests.user_id(address)}/restock-subscriptions"
    (found,) = guests.api.get(path).json()["subscriptions"]
    since: int = found["since"]
    return since
