"""Each invariant: a made history that breaks it is reported."""

from dataclasses import replace

import pytest

from local.simulate.auditor.audit import audit
from local.simulate.history import Explained, History
from local.simulate.steps import Alias, Erase, Subscribe, Suppress, Who
from tests.unit.local.simulate.made_histories import (
    CLAIM,
    HOUR,
    MINUTE,
    SECOND,
    START,
    consent,
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

BEFORE, RIGHT_BEFORE = CLAIM - 10 * SECOND, CLAIM - SECOND
PHONE = Who(device="phone")
CARD = Who(card="c-1")


def found(history: History) -> set[int]:
    return {violation.invariant for violation in audit(history)}


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
    "low stock of an item that was taken later": (
        1,
        good(
            settings(0, kind__low_stock=True),
            stock(MINUTE, "cup", 2),
            track(HOUR, "Product Added to Wishlist", "cup"),
            hand_overs=(handed(kind="low_stock"),),
        ),
    ),
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
    "an earlier step after a later one": (
        2,
        good(
            hand_overs=(
                handed(step=2),
                handed(id="n2", step=1, claimed_at=START + CLAIM + 24 * HOUR),
            )
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
    "a channel without an address": (
        4,
        replace(
            good(settings(-HOUR, route__sms="native")),
            explained=[
                Explained("ana", "abandoned_cart", START + MINUTE, 1, "lapsed", channel="sms")
            ],
        ),
    ),
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
