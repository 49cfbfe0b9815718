"""The protocol of follow-ups of stored events: one call for all events of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from functions.domain.event import Event


@dataclass(frozen=True, slots=True)
class Caution:
    """A detail of a stored event that was left out, for the caller to read."""

    message_id: str
    field: str
    reason: str


class FollowUp(Protocol):
    def __call__(self, events: Sequence[Event]) -> list[Caution]:
        """Take over what these events state; they are one person's, as first stored, by time.

        Doing it again changes nothing.

        Raises:
            RevisionLost, Unavailable: something may be left; the same events may be sent again.
        """
