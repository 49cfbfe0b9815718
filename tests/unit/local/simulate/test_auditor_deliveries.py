"""Webhooks: each attempt is judged by what was stored before it, and the last word is checked."""

from dataclasses import replace
from typing import Any

import pytest

from local.simulate.auditor.audit import audit
from local.simulate.history import Attempt, HandOver, History, Input, Reported, Waits
from tests.unit.local.simulate.made_histories import (
    CLAIM,
    HOUR,
    MINUTE,
    SECOND,
    START,
    consent,
    contact,
    good,
    handed,
    order,
    settings,
    stock,
)

CRM = settings(-HOUR, route__email="webhook:crm")
FIRST, SECOND_AT = START + CLAIM + SECOND, START + CLAIM + 5 * MINUTE
CANCELLED_AT = SECOND_AT + MINUTE


def attempt(at: int, event_type: str = "nudge.ready", **changes: Any) -> Attempt:
    made = Attempt(
        endpoint="crm",
        message_id=f"msg_{event_type}",
        type=event_type,
        at=at,
        answer="error",
        verified=True,
        nudge="n1",
        body="{}",
    )
    return replace(made, **changes)


def sent(*, number: int, at: int, **changes: Any) -> HandOver:
    hand_over = handed(route="webhook", attempt=number, answered_at=at, **changes)
    return replace(hand_over, valid_until=START + CLAIM + HOUR)


def delivered(*more: Input, attempts: tuple[Attempt, ...] = (), **changes: Any) -> History:
    """Two attempts, of which the second is taken."""
    hand_overs = (sent(number=1, at=FIRST), sent(number=2, at=SECOND_AT, **changes))
    history = good(CRM, *more, hand_overs=hand_overs)
    history.attempts += attempts or (attempt(FIRST), attempt(SECOND_AT, answer="taken"))
    return history


def in_vain(*more: Attempt) -> History:
    return delivered(attempts=(attempt(FIRST), attempt(SECOND_AT), *more))


def cancelled(at: int) -> Attempt:
    return attempt(at, "nudge.cancelled", answer="taken")


def clicked_in_vain() -> History:
    """No attempt is known to have arrived, and the person follows the message's link."""
    history = in_vain()
    at = SECOND_AT + MINUTE
    history.reports.append(Reported(history.hand_overs[0].id, "clicked", at, at, "done"))
    return history


BROKEN: dict[str, tuple[int, History]] = {
    "bought between the attempts": (1, delivered(order(CLAIM + MINUTE, "cup"))),
    "sold out between the attempts": (1, delivered(stock(CLAIM + MINUTE, "cup", 0))),
    "a no between the attempts": (3, delivered(consent(CLAIM + MINUTE, value=False))),
    "off between the attempts": (
        3,
        delivered(settings(CLAIM + MINUTE, kind__abandoned_cart=False)),
    ),
    "by a route that is another's": (3, delivered(settings(-MINUTE, route__email="bus"))),
    "an attempt after it ended": (
        3,
        good(CRM, hand_overs=(sent(number=1, at=START + CLAIM + 2 * HOUR),)),
    ),
    "no signature": (6, delivered(attempts=(attempt(FIRST, answer="taken", verified=False),))),
    "two ids of one event": (
        2,
        delivered(attempts=(attempt(FIRST), attempt(SECOND_AT, answer="taken", message_id="x"))),
    ),
    "one id of two events": (
        2,
        in_vain(attempt(CANCELLED_AT, "nudge.cancelled", message_id="msg_nudge.ready")),
    ),
    "an attempt after it was cancelled": (
        1,
        in_vain(replace(cancelled(FIRST + MINUTE), at=FIRST + MINUTE)),
    ),
    "in vain, and not cancelled": (1, in_vain()),
    "an address in a notice": (
        6,
        delivered(
            contact(-HOUR, "ana", "ana@example.com"),
            attempts=(
                attempt(FIRST, answer="taken"),
                attempt(FIRST + 1, endpoint="watcher", body='{"to":"ana@example.com"}'),
            ),
        ),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_with_a_delivery_is_found(name: str) -> None:
    invariant, history = BROKEN[name]
    assert invariant in {violation.invariant for violation in audit(history)}


@pytest.mark.parametrize(
    "history",
    [
        delivered(),
        in_vain(cancelled(CANCELLED_AT)),
        clicked_in_vain(),
        delivered(order(CLAIM + 6 * MINUTE, "cup")),
        delivered(consent(CLAIM + 5 * MINUTE - SECOND, value=False)),
    ],
)
def test_a_delivery_that_is_right_is_not_reported(history: History) -> None:
    assert audit(history) == []


def test_a_delivery_that_is_overdue_at_the_end_is_found() -> None:
    history = delivered()
    history.waits.append(Waits("crm", "nudge.ready#abandoned_cart#1#1", history.end - HOUR))
    assert [violation.invariant for violation in audit(history)] == [4]
    history.waits = [Waits("crm", "nudge.ready#abandoned_cart#1#1", history.end + HOUR)]
    assert audit(history) == []
