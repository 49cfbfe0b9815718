"""One event that goes to one endpoint, and how far it has come."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Literal, Self

from functions.domain.delivery.event_types import EventType
from functions.domain.nudges.nudge import NudgeId

State = Literal["waiting", "delivered", "failed", "cancelled", "expired"]
# So long one attempt may take, all of it; then another process may try again.
ATTEMPT_MS = 90_000
_ID_DIGITS = 32
_MAX_BYTES = 1_000


@dataclass(frozen=True, slots=True)
class DeliveryId:
    """`owner` is the key of the person that the event is about, or of the shop's own events.

    `event` names the event among those of its owner: the same event is never delivered twice under
    two names.
    """

    owner: str
    event: str
    endpoint: str

    @property
    def message_id(self) -> str:
        """What the endpoint knows the event by, at each attempt: it names no person."""
        digest = sha256(json.dumps([self.owner, self.event]).encode()).hexdigest()
        return f"msg_{digest[:_ID_DIGITS]}"

    @property
    def text(self) -> str:
        """The id in URLs and answers: letters, digits, `-` and `_`."""
        parts = json.dumps([self.owner, self.event, self.endpoint], ensure_ascii=False)
        return urlsafe_b64encode(parts.encode()).decode().rstrip("=")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The id that `text` stands for.

        Raises:
            ValueError: it stands for none.
        """
        parts = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(parts, list) or len(parts) != 3:
            raise ValueError("no id of a delivery")
        if not all(isinstance(each, str) and each for each in parts):
            raise ValueError("no id of a delivery")
        if sum(len(each.encode()) for each in parts) > _MAX_BYTES:  # or what no row has in a key
            raise ValueError("no id of a delivery")
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Times are UTC ms. `due_at` is when it is tried next, of one that waits.

    `nudge` is there where the delivery is the hand-over of that nudge: its message is made anew at
    each attempt. A notice has its `data` instead, without address or code. `status` is the HTTP
    status of the last attempt, None where there was no answer. `valid_until` is when the last
    attempt may begin. `replayed` is one that the shop wants once more. `rev` is 0 before the first
    write.
    """

    id: DeliveryId
    type: EventType
    created_at: int
    due_at: int
    state: State = "waiting"
    reason: str = ""
    attempts: int = 0
    attempted_at: int | None = None
    status: int | None = None
    valid_until: int | None = None
    nudge: NudgeId | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    replayed: bool = False
    rev: int = 0

    def tried(self, *, now: int) -> "Delivery":
        """Return the delivery with an attempt that begins at `now` (UTC ms)."""
        return replace(self, attempts=self.attempts + 1, attempted_at=now, due_at=now + ATTEMPT_MS)

    def ended(self, state: State, reason: str, status: int | None = None) -> "Delivery":
        return replace(self, state=state, reason=reason, status=status)


def event_of_nudge(event_type: str, nudge: NudgeId) -> str:
    """Return the name of an event about a nudge, among those of its person."""
    return f"{event_type}#{nudge.kind}#{nudge.start}#{nudge.step}"
