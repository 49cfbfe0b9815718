"""One message that one person should get, on one channel, for one reason."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Literal, Self

from functions.domain.nudges.kinds import KINDS, Channel, Kind
from functions.domain.person import Person

State = Literal[
    "ready",
    "leased",
    "sending",
    "sent",
    "unknown",
    "skipped",
    "suppressed",
    "cancelled",
    "lapsed",
    "merged",
    "held_out",
]
# The nudge waits for a hand-over or for its outcome; every other state is an end.
OPEN: frozenset[State] = frozenset({"ready", "leased", "sending"})
# It was handed over, and its outcome is not known yet.
UNDER_WAY: frozenset[State] = frozenset({"leased", "sending"})
# A hand-over that counts against the caps: it happened, or it may have.
HANDED_OVER: frozenset[State] = frozenset({"leased", "sending", "sent", "unknown"})


@dataclass(frozen=True, slots=True)
class NudgeId:
    """`start` (UTC ms) is the start of the sequence, `step` counts from 1: no id comes twice."""

    person: Person
    kind: Kind
    start: int
    step: int

    @property
    def text(self) -> str:
        """The id in URLs and answers: letters, digits, `-` and `_`."""
        parts = json.dumps([self.person.key, self.kind, self.start, self.step], ensure_ascii=False)
        return urlsafe_b64encode(parts.encode()).decode().rstrip("=")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The id that `text` stands for.

        Raises:
            ValueError: it stands for none.
        """
        parts = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(parts, list) or len(parts) != 4:
            raise ValueError("no id of a nudge")
        key, kind, start, step = parts
        if not isinstance(key, str) or kind not in KINDS or type(start) is not int:
            raise ValueError("no id of a nudge")
        if type(step) is not int or not 0 < step < 100 or not 0 <= start < 10**13:
            raise ValueError("no id of a nudge")
        key.encode()  # a ValueError of its own for what no row can have in its key
        return cls(Person.from_key(key), kind, start, step)


@dataclass(frozen=True, slots=True)
class Nudge:
    """A decided step. `items` are what it is about; `reason` explains its state.

    Times are UTC ms: `since`, when the trigger of its sequence happened; `due_first`, from
    which it lapses; `decided_at`; `valid_until`, after which a leased one must not be sent;
    `handed_over_at`, None while it was not. `recipient` is the digest of the address it was claimed
    for, and `route` the route by which it was. `displayed_at` is when a page got one that uses up
    an alert, and `alert` names the wave whose alert it took. `incentive` allows the content to
    carry one. `test` marks a test send, which counts for nothing. `recalled` is the reason for
    which a leased nudge must not be sent any more. `not_before` is when a ready one that was put
    off may be claimed.
    `holdout` is the share of people, 0 to 1, who were held out of the kind when it was decided.
    """

    id: NudgeId
    channel: Channel | None
    state: State
    reason: str
    decided_at: int
    since: int = 0
    due_first: int = 0
    items: tuple[str, ...] = ()
    incentive: bool = False
    valid_until: int | None = None
    handed_over_at: int | None = None
    displayed_at: int | None = None
    alert: str | None = None
    recipient: str | None = None
    route: str | None = None
    recalled: str | None = None
    not_before: int | None = None
    note: str = ""
    test: bool = False
    holdout: float = 0.0

    @property
    def lease_id(self) -> str | None:
        """The name of its hand-over, which an answer may carry; None while there is none."""
        return None if self.handed_over_at is None else str(self.handed_over_at)
