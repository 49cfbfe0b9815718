"""Histories that are nearly wrong, and are not: the auditor reports none of them."""

from dataclasses import replace

import pytest

from local.simulate.auditor.audit import audit
from local.simulate.history import Explained, History, Input, Reported
from local.simulate.steps import Erase, Line, Subscribe, Track, Who
from tests.unit.local.simulate.made_histories import (
    ANA,
    CLAIM,
    HOUR,
    MINUTE,
    SECOND,
    START,
    consent,
    contact,
    good,
    handed,
    happened,
    order,
    settings,
    stock,
    track,
)

BEFORE, RIGHT_BEFORE, AFTER = CLAIM - 10 * SECOND, CLAIM - SECOND, CLAIM + SECOND
PHONE = Who(device="phone")


def test_the_history_that_all_others_start_from_is_clean() -> None:
    assert audit(good()) == []


def unsure(given: Input) -> Input:
    return replace(given, result="unsure")


HARMLESS: dict[str, History] = {
    "low stock of an item that was taken before": good(
        settings(0, kind__low_stock=True),
        stock(HOUR, "cup", 2),
        hand_overs=(handed(kind="low_stock"),),
    ),
    "bought after the claim": good(order(AFTER, "cup")),
    "bought within two seconds of the claim": good(order(RIGHT_BEFORE, "cup")),
    "perhaps bought": good(unsure(order(BEFORE, "cup"))),
    "bought before the cart": good(order(0, "teapot")),
    "bought on a phone that may be another's": good(order(BEFORE, "cup", who=PHONE)),
    "an order that only a browser claims, of a phone": good(
        order(BEFORE, "cup", who=PHONE, trust="browser")
    ),
    "sold out and back": good(stock(HOUR, "cup", 0), stock(HOUR + MINUTE, "cup", 2)),
    "an old count arrives late": good(stock(BEFORE, "cup", 0, late=10 * HOUR)),
    "still in a store": good(stock(0, "cup", 3, location="store"), stock(BEFORE, "cup", 0)),
    "removed and put in again": good(
        track(HOUR, "Product Removed", "cup"), track(HOUR + MINUTE, "Product Added", "cup")
    ),
    "given back and handed over again": replace(
        good(hand_overs=(handed(), handed(claimed_at=START + CLAIM + HOUR))),
        reports=[
            Reported("n1", "not_sent", START + CLAIM + MINUTE, START + CLAIM + MINUTE, "done")
        ],
    ),
    "a no that came with the claim": good(
        replace(consent(CLAIM - 10, value=False), ended=START + CLAIM + 10)
    ),
    "a no and a yes": good(consent(0, value=False), consent(MINUTE, value=True)),
    "a no to another channel": good(consent(0, value=False, channel="sms")),
    "on the sandbox's list": good(settings(0, sandbox=True, allow=("ana@example.com",))),
    "quiet, and she travels": good(
        settings(0, quiet_from=21, quiet_to=8),
        track(2 * MINUTE, "Product Viewed", "cup", timezone="Asia/Tokyo"),
        unsure(track(3 * MINUTE, "Product Viewed", "cup", timezone="UTC")),
    ),
    "erased and back again": good(
        happened(Erase(number=920, at=0, user="ana")),
        contact(30 * SECOND, "ana", "ana@example.com"),
    ),
    "held until later": replace(
        good(),
        explained=[
            *good().explained,
            Explained("ana", "win_back", START, 1, "waiting", "", START + 11 * 24 * HOUR),
        ],
    ),
    "as many alerts as stock": good(
        stock(HOUR, "cup", 0),
        stock(CLAIM - MINUTE, "cup", 1),
        happened(Subscribe(number=930, at=0, user="ana", item="cup")),
        hand_overs=(handed(kind="restock"),),
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_it_is_no_violation(name: str) -> None:
    assert audit(HARMLESS[name]) == []


def test_a_wave_goes_on_while_its_stock_sells() -> None:
    wishes = [happened(Subscribe(number=n, at=0, user=f"u{n}", item="cup")) for n in range(3)]
    alerts = [handed(kind="restock", id=f"n{n}", person=f"u{n}") for n in range(3)]
    history = good(
        stock(HOUR, "cup", 0),
        stock(CLAIM - 35 * MINUTE, "cup", 3),
        stock(CLAIM - 31 * MINUTE, "cup", 1),
        *wishes,
        hand_overs=tuple(alerts),
    )
    assert 5 not in {violation.invariant for violation in audit(history)}


def test_a_cart_is_folded_as_a_shopper_would() -> None:
    lines = (Line("cup", 3), Line("pot"))
    added = happened(Track(number=940, at=2 * MINUTE, who=ANA, event="Product Added", lines=lines))
    history = good(added, track(3 * MINUTE, "Product Removed", "cup"), hand_overs=(handed(),))
    assert audit(history) == []
