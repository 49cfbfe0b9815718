"""A restock step on an agenda: of which wave it is, and whose subscription it answers."""

import json
from dataclasses import dataclass
from typing import Self

from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.planning.plan import started
from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.nudges.restock.wave import Wave
from functions.domain.person import Person


@dataclass(frozen=True, slots=True)
class RestockStep:
    """`person` is the name under which the subscription stands since `since` (UTC ms)."""

    wave: Wave
    person: Person
    since: int

    @property
    def item_id(self) -> str:
        return self.wave.transition.item_id

    @property
    def note(self) -> str:
        """The step without its item, as sequences and nudges carry it."""
        parts = [self.wave.note, self.since, self.person.key]
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_note(cls, item_id: str, note: str) -> Self:
        """Return the step for an item that `note` names.

        Raises:
            ValueError: it names none.
        """
        wave, since, key = json.loads(note)
        return cls(Wave.from_note(item_id, wave), Person.from_key(key), int(since))

    @classmethod
    def of(cls, wave: Wave, subscription: Subscription) -> Self:
        return cls(wave, subscription.person, subscription.since)


def armed(agenda: Agenda, step: RestockStep, now: int) -> Agenda:
    """The agenda with this step due at `now` (UTC ms); unchanged where it is full."""
    return started(
        agenda,
        "restock",
        since=step.wave.transition.version,
        due_at=now,
        now=now,
        items=(step.item_id,),
        note=step.note,
    )


def waiting_note(agenda: Agenda, item_id: str) -> str | None:
    """The note of the restock step that waits for this item; None where none does."""
    steps = (s for s in agenda.sequences if s.kind == "restock" and s.items == (item_id,))
    return next((each.note for each in steps), None)
