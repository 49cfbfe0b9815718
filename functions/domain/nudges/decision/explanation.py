"""What would be sent to a person, and for everything that would not, why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from functions.domain.nudges.agenda import Sequence as Steps
from functions.domain.nudges.decision.decide import check
from functions.domain.nudges.decision.forecast import Forecast, forecasts, held_by_route
from functions.domain.nudges.decision.meanings import NO_TRIGGER
from functions.domain.nudges.decision.rules import Rules, case_of_nudge, case_of_step
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import Guard, StepCase, Verdict
from functions.domain.nudges.kinds import CHANNELS, KINDS, Channel, Kind
from functions.domain.nudges.nudge import OPEN, Nudge

# What these ask for is read for a sequence only.
_NOT_READ = frozenset({"repurchase_due"})


@dataclass(frozen=True, slots=True)
class Refused:
    """A guard that refuses; `channel` is None where it refuses the person on every channel.

    The guard `route` refuses the hand-over alone: a step is decided, and then waits. `trigger`
    stands for a kind of which nothing waits.
    """

    guard: str
    channel: Channel | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Explanation:
    """One kind: the sequence or the decided nudge that waits, if any.

    `channels` says of each channel what becomes of it, `refused` has every refusal as of now.
    """

    kind: Kind
    on: bool
    sequence: Steps | None
    nudge: Nudge | None
    channels: tuple[Forecast, ...]
    refused: tuple[Refused, ...]

    @property
    def sends(self) -> Forecast | None:
        """The channel on which it will be sent, if it will."""
        return next((each for each in self.channels if each.outlook == "will_send"), None)


def explain(
    facts: Facts, nudges: Sequence[Nudge], rules: Rules, routes: Mapping[Channel, Verdict]
) -> list[Explanation]:
    """Every kind, strongest first; all guards are asked, not only the first that refuses.

    `nudges` are the decided ones that wait. `routes` says of each channel whose route takes nothing
    now why that is.
    """
    found: list[Explanation] = []
    for kind in KINDS:
        sequences = [each for each in facts.agenda.sequences if each.kind == kind]
        waiting = [n for n in nudges if n.id.kind == kind and n.state in OPEN and not n.test]
        found += [_decided(each, facts, rules, routes) for each in waiting]
        found += [_planned(each, facts, rules, routes) for each in sequences]
        if not (sequences or waiting):
            found.append(_without_trigger(kind, facts, rules, routes))
    return found


def _planned(
    sequence: Steps, facts: Facts, rules: Rules, routes: Mapping[Channel, Verdict]
) -> Explanation:
    case = case_of_step(sequence, facts, rules)
    channels = forecasts(case, rules.guards, routes, due_at=sequence.due_at)
    refused = _asked(case, rules.guards) + _waits(case, routes)
    return Explanation(sequence.kind, case.of_kind.on, sequence, None, channels, refused)


def _decided(
    nudge: Nudge, facts: Facts, rules: Rules, routes: Mapping[Channel, Verdict]
) -> Explanation:
    case = case_of_nudge(nudge, facts, rules)
    own = nudge.channel or "email"
    channels = tuple(
        _of_decided(nudge, case, rules, routes)
        if channel == own
        else Forecast(channel, "not_sent", "another_channel")
        for channel in CHANNELS
    )
    verdict = check(case, rules.guards) if nudge.state == "ready" else None
    refused = (Refused("check", own, verdict),) if verdict else ()
    routed = tuple(each for each in _waits(case, routes) if each.channel == own)
    return Explanation(nudge.id.kind, case.of_kind.on, None, nudge, channels, (*refused, *routed))


def _of_decided(
    nudge: Nudge, case: StepCase, rules: Rules, routes: Mapping[Channel, Verdict]
) -> Forecast:
    channel = nudge.channel or "email"
    if nudge.state != "ready":
        return Forecast(channel, "handed_over", "handed_over", nudge.handed_over_at)
    verdict = check(case, rules.guards)
    if verdict is None:
        if channel in routes:
            return held_by_route(channel, routes[channel])
        return Forecast(channel, "will_send", "ready", max(case.now, nudge.not_before or 0))
    if verdict.outcome == "hold":
        return Forecast(channel, "waits", verdict.reason, verdict.until or None)
    return Forecast(channel, "not_sent", verdict.reason)


def _without_trigger(
    kind: Kind, facts: Facts, rules: Rules, routes: Mapping[Channel, Verdict]
) -> Explanation:
    """A kind of which nothing waits; the guards are asked about a first step due now."""
    case = case_of_step(Steps(kind, rules.now, rules.now, rules.now), facts, rules)
    nothing = Refused("trigger", None, Verdict("skipped", NO_TRIGGER))
    reason = NO_TRIGGER if case.of_kind.on else "kind_off"
    channels = tuple(Forecast(channel, "not_sent", reason) for channel in CHANNELS)
    guards = [each for each in rules.guards if each.name not in _NOT_READ]
    refused = (nothing, *_asked(case, guards), *_waits(case, routes))
    return Explanation(kind, case.of_kind.on, None, None, channels, refused)


def _waits(case: StepCase, routes: Mapping[Channel, Verdict]) -> tuple[Refused, ...]:
    channels = [each for each in case.of_kind.channels if each in routes]
    return tuple(Refused("route", each, routes[each]) for each in channels)


def _asked(case: StepCase, guards: Sequence[Guard]) -> tuple[Refused, ...]:
    person = (replace(case, channel=None),)
    channels = [replace(case, channel=channel) for channel in case.of_kind.channels]
    return tuple(
        Refused(guard.name, at.channel, verdict)
        for guard in guards
        for at in (channels if guard.scope == "channel" else person)
        if (verdict := guard.check(at))
    )
