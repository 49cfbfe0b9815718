"""What would be sent to a person, and for everything that would not, why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from functions.domain.nudges.agenda import Sequence as Steps
from functions.domain.nudges.decision.decide import in_order
from functions.domain.nudges.decision.rules import Rules, case_of_step
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import Guard, StepCase, Verdict
from functions.domain.nudges.kinds import KINDS, Channel, Kind


@dataclass(frozen=True, slots=True)
class Refused:
    """A guard that refuses; `channel` is None where it refuses the person on every channel.

    The guard `route` refuses the hand-over alone: a step is decided, and then waits.
    """

    guard: str
    channel: Channel | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Explanation:
    """One kind: the sequence that waits, if any, where its step would go now, and every refusal."""

    kind: Kind
    on: bool
    sequence: Steps | None
    channel: Channel | None
    refused: tuple[Refused, ...]


def explain(facts: Facts, rules: Rules, routes: Mapping[Channel, Verdict]) -> list[Explanation]:
    """Every kind, strongest first; all guards are asked, not only the first that refuses.

    `routes` says of each channel whose route takes nothing now why that is.
    """
    found: list[Explanation] = []
    for kind in KINDS:
        sequences = [each for each in facts.agenda.sequences if each.kind == kind]
        if not sequences:
            case = _imagined(kind, facts, rules)
            refused = _asked(case, rules.guards) + _waits(case, routes)
            found.append(Explanation(kind, rules.settings.kind(kind).on, None, None, refused))
        found += [_explained(each, facts, rules, routes) for each in sequences]
    return found


def _explained(
    sequence: Steps, facts: Facts, rules: Rules, routes: Mapping[Channel, Verdict]
) -> Explanation:
    case = case_of_step(sequence, facts, rules)
    refused = _asked(case, rules.guards)
    blocked = {each.channel for each in refused}
    free = [channel for channel in in_order(case) if channel not in blocked]
    channel = free[0] if free and None not in blocked else None
    refused += _waits(case, routes)
    return Explanation(sequence.kind, case.of_kind.on, sequence, channel, refused)


def _waits(case: StepCase, routes: Mapping[Channel, Verdict]) -> tuple[Refused, ...]:
    channels = [each for each in case.of_kind.channels if each in routes]
    return tuple(Refused("route", each, routes[each]) for each in channels)


def _imagined(kind: Kind, facts: Facts, rules: Rules) -> StepCase:
    """A first step that would be due now."""
    return case_of_step(Steps(kind, rules.now, rules.now, rules.now), facts, rules)


def _asked(case: StepCase, guards: Sequence[Guard]) -> tuple[Refused, ...]:
    person = (replace(case, channel=None),)
    channels = [replace(case, channel=channel) for channel in case.of_kind.channels]
    return tuple(
        Refused(guard.name, at.channel, verdict)
        for guard in guards
        for at in (channels if guard.scope == "channel" else person)
        if (verdict := guard.check(at))
    )
