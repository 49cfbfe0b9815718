"""Each invariant: a made history that breaks it is reported, and its harmless twin is not."""

from dataclasses import replace

import pytest

from local.simulate.auditor.audit import audit
from local.simulate.history import Explained, History, Input, Reported
from local.simulate.steps import Alias, Erase, Line, Subscribe, Suppress, Track, Who
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
    identify,
    order,
    put_item,
    settings,
    stock,
    track,
)

BEFORE, RIGHT_BEFORE, AFTER = CLAIM - 10 * SECOND, CLAIM - SECOND, CLAIM + SECOND
PHONE = Who(device="phone")
CARD = Who(card="c-1")


def found(history: History) -> set[int]:
    return {violation.invariant for violation in audit(history)}


def test_the_history_that_all_others_start_from_is_clean() -> None:
    assert audit(good()) == []


BROKEN: dict[str, tuple[int, History]] = {
    "bought on the web": (1, good(order(BEFORE, "cup"))),
    "bought something else": (1, good(order(BEFORE, "teapot"))),
    "bought at a till with her card": (
        1,
        good(identify(MINUTE, Who(user="ana", card="c-1")), order(BEFORE, "cup", who=CARD)),
    ),
    "bought on her phone": (
        1,
        good(identify(MINUTE, Who(user="ana", device="phone")), order(BEFORE, "cup", who=PHONE)),
    ),
    "bought under her other id": (
        1,
        good(
            happened(Alias(number=900, at=MINUTE, user="ana", previous="ana2")),
            order(BEFORE, "cup", who=Who(user="ana2")),
        ),
    ),
    "sold out": (1, good(stock(BEFORE, "cup", 0))),
    "sold out in two places": (
        1,
        good(
            stock(0, "cup", 3, location="store"),
            stock(BEFORE, "cup", 0),
            stock(BEFORE, "cup", 0, location="store"),
        ),
    ),
    "deleted": (1, good(put_item(0, "cup"), put_item(BEFORE, "cup", deleted=True))),
    "cart emptied": (1, good(track(BEFORE, "Product Removed", "cup"))),
    "one id twice": (2, good(hand_overs=(handed(), handed(claimed_at=START + CLAIM + 40 * HOUR)))),
    "four steps": (
        2,
        good(
            hand_overs=tuple(
                handed(id=f"n{n}", step=n, claimed_at=START + CLAIM + n * 24 * HOUR)
                for n in (1, 2, 3, 4)
            )
        ),
    ),
    "one step on two channels": (
        2,
        good(
            hand_overs=(handed(), handed(id="n2", channel="sms", address=None)),
        ),
    ),
    "consent withdrawn": (3, good(consent(RIGHT_BEFORE, value=False))),
    "no consent to this channel": (
        3,
        good(hand_overs=(handed(channel="sms", address=None),)),
    ),
    "unsubscribed": (
        3,
        good(track(RIGHT_BEFORE, "Unsubscribed", properties=(("channel", "email"),))),
    ),
    "a no joined": (
        3,
        good(
            consent(-2 * HOUR, value=False, user="ana2"),
            happened(Alias(number=901, at=RIGHT_BEFORE, user="ana", previous="ana2")),
            happened(Alias(number=902, at=BEFORE, user="ana", previous="ana2")),
        ),
    ),
    "suppressed": (
        3,
        good(
            happened(
                Suppress(number=903, at=RIGHT_BEFORE, channel="email", address="ana@example.com")
            )
        ),
    ),
    "kind off": (3, good(settings(BEFORE, kind__abandoned_cart=False))),
    "kind off and on again since": (
        3,
        good(
            settings(10 * MINUTE, kind__abandoned_cart=False),
            settings(20 * MINUTE, kind__abandoned_cart=True),
        ),
    ),
    "paused": (3, good(settings(BEFORE, paused=True))),
    "in the sandbox": (3, good(settings(BEFORE, sandbox=True))),
    "quiet": (3, good(settings(0, quiet_from=14, quiet_to=15))),
    "quiet where she is": (
        3,
        good(track(MINUTE * 2, "Product Viewed", "cup", timezone="Asia/Tokyo")),
    ),
    "two mails in an hour": (
        3,
        good(hand_overs=(handed(), handed(id="n2", step=2, claimed_at=START + CLAIM + HOUR))),
    ),
    "seven messages in a week": (
        3,
        good(
            consent(-HOUR, value=True, channel="sms"),
            hand_overs=tuple(
                handed(
                    id=f"n{n}",
                    kind="win_back",
                    start=START + n,
                    items=(),
                    claimed_at=START + CLAIM + n * 20 * HOUR,
                )
                for n in range(1, 8)
            ),
        ),
    ),
    "over the valve": (
        3,
        good(settings(0, valve=1), hand_overs=(handed(), handed(id="n2", person="ben"))),
    ),
    "held out": (
        3,
        replace(
            good(), explained=[Explained("ana", "abandoned_cart", START + MINUTE, 1, "held_out")]
        ),
    ),
    "everybody held out": (3, good(settings(0, holdout=1.0))),
    "erased": (3, good(happened(Erase(number=904, at=BEFORE, user="ana")))),
    "overdue": (
        4,
        replace(
            good(hand_overs=()),
            explained=[
                Explained("ana", "abandoned_cart", START + MINUTE, 1, "waiting", "", START + CLAIM)
            ],
        ),
    ),
    "never planned": (4, good(hand_overs=())),
    "dead letter": (4, replace(good(), notes=["a shard was given up"])),
    "alert for stock that is gone": (
        1,
        good(
            happened(Subscribe(number=905, at=0, user="ana", item="cup")),
            stock(BEFORE, "cup", 0),
            hand_overs=(handed(kind="restock"),),
        ),
    ),
    "told twice": (
        5,
        good(
            happened(Subscribe(number=906, at=0, user="ana", item="cup")),
            hand_overs=(
                handed(kind="restock"),
                handed(kind="restock", id="n2", start=START, claimed_at=START + CLAIM + 40 * HOUR),
            ),
        ),
    ),
    "more alerts than stock": (
        5,
        good(
            stock(HOUR, "cup", 0),
            stock(CLAIM - MINUTE, "cup", 1),
            *(
                happened(Subscribe(number=910 + n, at=0, user=f"u{n}", item="cup"))
                for n in range(3)
            ),
            hand_overs=tuple(handed(kind="restock", id=f"n{n}", person=f"u{n}") for n in range(3)),
        ),
    ),
    "another's item": (6, good(hand_overs=(handed(items=("cup", "sword")),))),
    "another's address": (6, good(hand_overs=(handed(address="ben@example.com"),))),
    "one code for two": (
        6,
        good(hand_overs=(handed(code="TEN"), handed(id="n2", person="ben", code="TEN"))),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_it_is_reported(name: str) -> None:
    invariant, history = BROKEN[name]
    assert invariant in found(history)


def unsure(given: Input) -> Input:
    return replace(given, result="unsure")


HARMLESS: dict[str, History] = {
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


def test_a_cart_is_folded_as_a_shopper_would() -> None:
    lines = (Line("cup", 3), Line("pot"))
    added = happened(Track(number=940, at=2 * MINUTE, who=ANA, event="Product Added", lines=lines))
    history = good(added, track(3 * MINUTE, "Product Removed", "cup"), hand_overs=(handed(),))
    assert audit(history) == []


def browse(*views: Input, **changes: object) -> History:
    sent = handed(kind="abandoned_browse", claimed_at=START + 5 * HOUR, **changes)
    on = settings(-HOUR, kind__abandoned_browse=True)
    return good(on, consent(-HOUR, value=True), *views, hand_overs=(sent,))


STEPS: dict[str, History] = {
    "a browse with one view": browse(track(MINUTE, "Product Viewed", "cup")),
    "active a moment ago": good(track(CLAIM - 5 * MINUTE, "Cart Viewed", "cup")),
    "another sequence within a week": good(
        hand_overs=(
            handed(),
            handed(id="n2", start=START + 2 * MINUTE, claimed_at=START + CLAIM + 48 * HOUR),
        )
    ),
    "a second step after four days": good(
        hand_overs=(handed(), handed(id="n2", step=2, claimed_at=START + CLAIM + 96 * HOUR))
    ),
    "thanks for a cancelled order": good(
        settings(-HOUR, kind__post_purchase=True),
        track(0, "Order Completed", "cup", order="o"),
        track(MINUTE * 9, "Order Cancelled", order="o"),
        hand_overs=(handed(kind="post_purchase", start=START + 1),),
    ),
    "staff": good(settings(0, staff=("ana",))),
    "channel off": good(settings(0, channel__email=False)),
}


@pytest.mark.parametrize("name", STEPS)
def test_an_order_of_steps_is_reported(name: str) -> None:
    assert 3 in found(STEPS[name])


def test_a_browse_with_two_views_is_no_violation() -> None:
    view = track(MINUTE, "Product Viewed", "cup")
    assert audit(browse(view, track(2 * MINUTE, "Product Viewed", "cup"))) == []
