"""The final check of one step: a pure function of facts, settings and time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from functions.domain.nudges.guards.case import Guard, StepCase, Verdict
from functions.domain.nudges.guards.test_sends import refuses_test
from functions.domain.nudges.kinds import Channel

# Of verdicts on several channels, a later one in this list says more.
_WEIGHT = ("skipped", "suppressed", "lapsed", "cancelled", "held_out", "hold")


@dataclass(frozen=True, slots=True)
class Passed:
    """The step passes on this channel."""

    channel: Channel


def decide(case: StepCase, guards: Sequence[Guard]) -> Passed | Verdict:
    """The channel of a step, or why it does not pass now.

    The channels are tried in this order: the one that the person asked for, the one where they
    reacted last, then those of the kind's settings. If each refuses, a hold counts before an end,
    the earliest hold first.
    """
    if verdict := for_person(case, guards):
        return verdict
    verdicts: list[Verdict] = []
    for channel in in_order(case):
        found = on_channel(replace(case, channel=channel), guards)
        if found is None:
            return Passed(channel)
        verdicts.append(found)
    if not verdicts:
        return Verdict("skipped", "no_channel")
    holds = [each for each in verdicts if each.outcome == "hold"]
    if holds:
        return min(holds, key=lambda each: each.until)
    return max(verdicts, key=lambda each: _WEIGHT.index(each.outcome))


def in_order(case: StepCase) -> list[Channel]:
    """The channels of a step, the one that suits the person best first."""
    facts = case.facts
    return sorted(
        case.of_kind.channels,
        key=lambda each: (each != facts.asked_for, each != facts.agenda.reacts_on),
    )


def check(case: StepCase, guards: Sequence[Guard]) -> Verdict | None:
    """Return why a decided step does not pass on its channel any more; None while it does."""
    if case.test:
        return refuses_test(case)
    return for_person(case, guards) or on_channel(case, guards)


def for_person(case: StepCase, guards: Sequence[Guard]) -> Verdict | None:
    return _first(case, [guard for guard in guards if guard.scope == "person"])


def on_channel(case: StepCase, guards: Sequence[Guard]) -> Verdict | None:
    return _first(case, [guard for guard in guards if guard.scope == "channel"])


def _first(case: StepCase, guards: Sequence[Guard]) -> Verdict | None:
    found = (guard.check(case) for guard in guards)
    return next((verdict for verdict in found if verdict), None)
