"""What is known of one address, not of a person: its suppression, and when it was written to.

An address outlives its person: it stands under an HMAC, so that an erasure may leave it and a
person who comes back is still not written to.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from functions.domain.nudges.nudge import NudgeId
from functions.domain.nudges.recipients.addresses import Channel

SuppressionReason = Literal["hard_bounce", "complaint", "stop", "imported"]
"""Why an address gets nothing any more. Soft bounces and "not spam" reports suppress nothing."""
REASONS: tuple[SuppressionReason, ...] = get_args(SuppressionReason)

# The longest window of a cap, and more hand-overs than any cap allows in it.
SENDS_KEPT_MS = 7 * 86_400_000
SENDS_KEPT = 24


@dataclass(frozen=True, slots=True)
class Suppression:
    """`at` in UTC ms; `by` names the key, the provider or the import that it came with."""

    reason: SuppressionReason
    at: int
    by: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address on one channel, by its HMAC (`addresses.recipient_digest`).

    `sends` are the times (UTC ms, oldest first) at which a nudge was handed over to it, and
    `last_nudge` is the newest of these nudges: an answer that names no message answers that one.
    `rev` is 0 where nothing is known of it.
    """

    channel: Channel
    digest: str
    suppression: Suppression | None = None
    sends: tuple[int, ...] = ()
    last_nudge: NudgeId | None = None
    rev: int = 0

    @property
    def suppressed(self) -> bool:
        return self.suppression is not None


def with_send(recipient: Recipient, at: int) -> Recipient:
    """Return the recipient after a hand-over at `at` (UTC ms); sends past every cap are dropped."""
    return replace(recipient, sends=_newest(sorted([*recipient.sends, at]), at))


def without_send(recipient: Recipient, at: int) -> Recipient:
    """Return the recipient after the hand-over of `at` turned out not to have happened."""
    sends = list(recipient.sends)
    if at in sends:
        sends.remove(at)
    return replace(recipient, sends=tuple(sends))


def _newest(sends: Sequence[int], now: int) -> tuple[int, ...]:
    return tuple(at for at in sends if at > now - SENDS_KEPT_MS)[-SENDS_KEPT:]
