"""Sends of an address: as many as any cap looks at, and each can be taken back."""

from hypothesis import given
from hypothesis import strategies as st

from functions.domain.nudges.recipients.suppression import (
    SENDS_KEPT,
    SENDS_KEPT_MS,
    Recipient,
    with_send,
    without_send,
)

EMPTY = Recipient("email", "a" * 32)
TIMES = st.lists(st.integers(0, 3 * SENDS_KEPT_MS), max_size=40)


@given(TIMES)
def test_the_newest_sends_of_a_week_stay_in_order(times: list[int]) -> None:
    recipient = EMPTY
    for at in sorted(times):
        recipient = with_send(recipient, at)
    last = max(times, default=0)
    week = sorted(at for at in times if at > last - SENDS_KEPT_MS)
    assert list(recipient.sends) == week[-SENDS_KEPT:]


def test_two_hand_overs_of_one_instant_are_two_and_one_can_be_taken_back() -> None:
    twice = with_send(with_send(EMPTY, 7), 7)
    assert twice.sends == (7, 7)
    assert without_send(twice, 7).sends == (7,)
    assert without_send(EMPTY, 7) == EMPTY
