"""What a guard looks at, and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from functions.domain.nudges.facts import Facts
from functions.domain.nudges.kinds import Channel, Kind
from functions.domain.nudges.settings import KindSettings, NudgeSettings

Outcome = Literal["hold", "skipped", "suppressed", "cancelled", "lapsed", "held_out"]


@dataclass(frozen=True, slots=True)
class StepCase:
    """One step of one person at `now` (UTC ms), to be decided or handed over.

    `since` is when the trigger of its sequence happened, `due_first` when the step fell due.
    `channel` is None for the guards that concern the person. `at_hand_over` is whether this is the
    check before a claim; `valve_open` whether the shop's valve lets one more pass; `test` whether
    it is a test send.
    `held_out` is the stored arm of the holdout, None before it is drawn.
    """

    kind: Kind
    start: int
    step: int
    since: int
    due_first: int
    items: tuple[str, ...]
    note: str
    facts: Facts
    settings: NudgeSettings
    now: int
    channel: Channel | None = None
    at_hand_over: bool = False
    valve_open: bool = True
    held_out: bool | None = None
    test: bool = False

    @property
    def of_kind(self) -> KindSettings:
        return self.settings.kind(self.kind)

    @property
    def lapses_at(self) -> int:
        """The first ms at which the step is too late."""
        return self.due_first + self.of_kind.lapses_after_s * 1000 + 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a step does not pass; `until` (UTC ms) is when a held one is looked at again."""

    outcome: Outcome
    reason: str
    until: int = 0


@dataclass(frozen=True, slots=True)
class Guard:
    """One rule. A `person` guard may end the sequence, a `channel` guard concerns one channel."""

    name: str
    scope: Literal["person", "channel"]
    check: Callable[[StepCase], Verdict | None]
