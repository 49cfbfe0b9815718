"""The auditor reports what breaks its rules of mails for confirmations, and of orders."""

from dataclasses import replace

import pytest

from local.simulate.auditor.audit import audit
from local.simulate.history import Counted, History, Input, Mail
from local.simulate.steps import AskByAddress, Suppress
from tests.unit.local.simulate.made_histories import (
    CLAIM,
    HOUR,
    MINUTE,
    START,
    good,
    handed,
    happened,
    order,
    settings,
    track,
)

GUEST = "guest@example.com"
ASKED, MAILED = HOUR, 2 * HOUR
DAY = 24 * HOUR
MAIL = Mail(GUEST, "cup", "link-1", START + MAILED)


def ask(at: int = ASKED, *, address: str = GUEST, item: str = "cup") -> Input:
    return happened(AskByAddress(number=950, at=at, address=address, item=item))


def mailed(*more: Input, mails: tuple[Mail, ...] = (MAIL,)) -> History:
    """A page asked for the cup, and its owner got one mail; `more` may make that wrong."""
    return replace(good(ask(), *more), mails=list(mails))


def suppressed(at: int) -> Input:
    return happened(Suppress(number=951, at=at, channel="email", address=GUEST))


def bought(*more: Input, counted: tuple[Counted, ...] | None = None) -> History:
    """Ana was reminded and bought the cup for 10 an hour later; it counts once for the nudge."""
    one = Counted("ana", "o-cup", "n1", START + CLAIM + HOUR, 10.0)
    history = good(
        track(CLAIM + HOUR, "Order Completed", "cup", order="o-cup"),
        *more,
        hand_overs=(handed(),),
    )
    return replace(history, counted=list((one,) if counted is None else counted))


ONE = Counted("ana", "o-cup", "n1", START + CLAIM + HOUR, 10.0)
BROKEN: dict[str, tuple[int, str, History]] = {
    "one mail twice": (2, "handed over 2 times", mailed(mails=(MAIL, MAIL))),
    "ten mails in a day": (
        3,
        "10 mails for confirmations in a day",
        mailed(mails=tuple(replace(MAIL, link=f"l{n}", at=MAIL.at + n * HOUR) for n in range(10))),
    ),
    "no one asked": (3, "no page had asked", mailed(mails=(replace(MAIL, item="teapot"),))),
    "asked by another": (
        3,
        "no page had asked",
        mailed(mails=(replace(MAIL, address="other@example.com"),)),
    ),
    "asked later": (3, "no page had asked", mailed(mails=(replace(MAIL, at=START + MINUTE),))),
    "a suppressed address": (3, "was suppressed", mailed(suppressed(MAILED - MINUTE))),
    "the kind is off": (
        3,
        "restock was off",
        mailed(settings(MAILED - MINUTE, kind__restock=False)),
    ),
    "paused": (3, "was paused", mailed(settings(MAILED - MINUTE, paused=True))),
    "in the sandbox": (3, "sandbox's list", mailed(settings(MAILED - MINUTE, sandbox=True))),
    "an order of another": (
        6,
        "ordered nothing of this name",
        bought(counted=(replace(ONE, order="o-else"),)),
    ),
    "before the nudge": (
        6,
        "counts for a nudge of",
        bought(counted=(replace(ONE, at=START + CLAIM - HOUR),)),
    ),
    "long after the nudge": (
        6,
        "long before",
        bought(counted=(replace(ONE, at=START + CLAIM + 40 * DAY),)),
    ),
    "for too much": (6, "is worth 10", bought(counted=(replace(ONE, value=10.5),))),
    "refunded": (
        6,
        "is worth 0",
        bought(track(CLAIM + 2 * HOUR, "Order Refunded", "cup", order="o-cup")),
    ),
    "cancelled": (
        6,
        "is worth 0",
        bought(track(CLAIM + 2 * HOUR, "Order Cancelled", order="o-cup")),
    ),
    "twice": (2, "counts 2 times", bought(counted=(ONE, ONE))),
}


def found(history: History) -> set[tuple[int, str]]:
    return {(violation.invariant, violation.why) for violation in audit(history)}


@pytest.mark.parametrize("name", BROKEN)
def test_it_is_reported(name: str) -> None:
    invariant, why, history = BROKEN[name]
    assert any(number == invariant and why in text for number, text in found(history))


@pytest.mark.parametrize(
    "history",
    [
        mailed(),
        mailed(suppressed(MAILED + MINUTE)),
        mailed(mails=tuple(replace(MAIL, link=f"l{n}", at=MAIL.at + n) for n in range(9))),
        bought(),
        bought(counted=()),
        bought(order(CLAIM + 3 * HOUR, "cup")),
        bought(
            track(CLAIM + 2 * HOUR, "Order Refunded", "cup", order="o-cup"),
            counted=(replace(ONE, value=0.0),),
        ),
    ],
)
def test_what_is_right_is_not(history: History) -> None:
    assert found(history) == set()


CHECKOUT = handed(kind="abandoned_checkout")
REMOVED, LATER = CLAIM - 30 * MINUTE, CLAIM - 20 * MINUTE
ON = settings(-HOUR, kind__abandoned_checkout=True)


def checkout(*more: Input, items: tuple[str, ...] = ("cup",)) -> History:
    return good(ON, *more, hand_overs=(replace(CHECKOUT, items=items),))


def test_a_reminder_of_a_checkout_is_about_what_it_named_until_the_cart_changed() -> None:
    started = track(REMOVED, "Checkout Started", "pot")
    named = found(checkout(started, items=("cup",)))
    assert (1, "cup was in the cart no more") in named
    assert not {text for _, text in found(checkout(started, items=("pot",))) if "cart" in text}
    emptied = track(LATER, "Product Removed", "cup")
    assert (1, "the cart was empty") in found(checkout(started, emptied, items=("pot",)))
