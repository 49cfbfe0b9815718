"""The rules in force at one time, and the cases that they decide."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from functions.domain.nudges.agenda import Sequence as Steps
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import Guard, StepCase
from functions.domain.nudges.nudge import Nudge
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.nudges.subject import OF_A_CART, subject

# A hold ends in the future, so that a rule can never keep a row due for ever.
LEAST_HOLD_MS = 1_000


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings and guards in force at `now` (UTC ms)."""

    settings: NudgeSettings
    guards: Sequence[Guard]
    now: int


def case_of_step(sequence: Steps, facts: Facts, rules: Rules) -> StepCase:
    return StepCase(
        kind=sequence.kind,
        start=sequence.start,
        step=sequence.step,
        since=sequence.since,
        due_first=sequence.due_first or sequence.due_at,
        items=sequence.items,
        note=sequence.note,
        facts=facts,
        settings=rules.settings,
        now=rules.now,
        held_out=sequence.held_out,
    )


def case_of_nudge(nudge: Nudge, facts: Facts, rules: Rules, *, valve_open: bool = True) -> StepCase:
    """The same of a decided nudge, at its hand-over; its arm of the holdout was drawn."""
    return StepCase(
        kind=nudge.id.kind,
        start=nudge.id.start,
        step=nudge.id.step,
        since=nudge.since,
        due_first=nudge.due_first,
        items=nudge.items,
        note=nudge.note,
        facts=facts,
        settings=rules.settings,
        now=rules.now,
        channel=nudge.channel,
        at_hand_over=True,
        valve_open=valve_open,
        held_out=False,
        test=nudge.test,
    )


def as_of_now(nudge: Nudge, facts: Facts, rules: Rules) -> Nudge:
    """The nudge about what its cart holds now; other kinds and test sends stay as decided.

    What was added and is not for sale is left out; what sold out since the decision is named.
    """
    if nudge.test or nudge.id.kind not in OF_A_CART:
        return nudge
    items = subject(case_of_nudge(nudge, facts, rules))
    kept = tuple(item for item in items if facts.for_sale(item) or item in nudge.items)
    return replace(nudge, items=kept)
