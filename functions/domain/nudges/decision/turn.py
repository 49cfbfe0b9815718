"""What becomes of one person's agenda at one time: each step decided, each open nudge checked.

A pure function of facts, settings and time; a service writes what it answers in one transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from functions.domain.nudges.agenda import SETTLED_MS, Agenda, OpenNudge
from functions.domain.nudges.agenda import Sequence as Steps
from functions.domain.nudges.decision.decide import Passed, check, decide
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import Guard, StepCase, Verdict
from functions.domain.nudges.guards.person import ACTIVE, NOT_YET
from functions.domain.nudges.kinds import ABANDONMENT, Channel, strength
from functions.domain.nudges.nudge import Nudge, NudgeId, State
from functions.domain.nudges.planning.plan import planned
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.nudges.subject import subject

# A ready nudge that no one claimed is looked at again after this time.
UNCLAIMED_MS = 120_000
_LONGEST_LOOK_MS = 3_600_000
# A hold ends in the future, so that a rule can never keep a row due for ever.
_LEAST_HOLD_MS = 1_000


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings and guards in force at `now` (UTC ms)."""

    settings: NudgeSettings
    guards: Sequence[Guard]
    now: int


@dataclass(frozen=True, slots=True)
class Turn:
    """The agenda after, nudges decided anew, and open nudges that changed.

    `ended` is whether a sequence left the agenda.
    """

    agenda: Agenda
    decided: tuple[Nudge, ...] = ()
    changed: tuple[Nudge, ...] = ()
    ready_at: Mapping[NudgeId, int] = field(default_factory=dict)
    ended: bool = False


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
    )


def turn(
    facts: Facts,
    open_nudges: Mapping[NudgeId, Nudge],
    rules: Rules,
) -> Turn:
    """Return what becomes of the agenda in `facts`."""
    now = rules.now
    look = facts.agenda.look_at is not None and facts.agenda.look_at <= now
    result = Turn(_replanned(facts, rules) if look else facts.agenda)
    for entry in facts.agenda.open:
        if look or entry.due_at <= now:
            nudge = open_nudges.get(NudgeId(facts.person, entry.kind, entry.start, entry.step))
            result = _looked_at(result, entry, nudge, facts, rules)
    due = [each for each in result.agenda.sequences if each.due_at <= now]
    if look:
        due += [s for s in result.agenda.sequences if s.kind in ABANDONMENT and s.due_at > now]
    for sequence in sorted(due, key=lambda each: strength(each.kind)):
        at = replace(facts, agenda=result.agenda)
        result = _stepped(result, sequence, at, rules)
    return _to_replan(result, now) if result.ended else result


def _replanned(facts: Facts, rules: Rules) -> Agenda:
    """The agenda without its wish for a look, and with what came while a sequence was ending."""
    agenda = replace(facts.agenda, look_at=None, replan_from=None)
    since = facts.agenda.replan_from
    if since is None:
        return agenda
    events = [event for event in facts.recent if event.received_at >= since]
    visitor = facts.person.kind == "visitor"
    return planned(agenda, events, rules.settings, rules.now, visitor=visitor)


def _to_replan(result: Turn, now: int) -> Turn:
    """Ask for a look at what arrived since: the stream found the sequence and added nothing."""
    settled = now - SETTLED_MS
    agenda = replace(
        result.agenda, look_at=now + SETTLED_MS, replan_from=settled, settled_at=settled
    )
    return replace(result, agenda=agenda)


def _looked_at(
    result: Turn,
    entry: OpenNudge,
    nudge: Nudge | None,
    facts: Facts,
    rules: Rules,
) -> Turn:
    """An open nudge looked at again: confirmed, put off, ended, or called back."""
    now = rules.now
    if nudge is None:  # its row is gone: nothing waits any more
        return replace(result, agenda=result.agenda.without_open(entry))
    if entry.state != "ready" and entry.due_at <= now:
        ended = replace(nudge, state="unknown", reason="no_outcome")
        return _closed(result, entry, ended)
    at = replace(facts, agenda=result.agenda)
    verdict = check(case_of_nudge(nudge, at, rules), rules.guards)
    if entry.state != "ready":
        return _called_back(result, nudge, verdict)
    if verdict is None:
        again = replace(entry, due_at=now + _unclaimed(now - nudge.decided_at))
        return replace(result, agenda=result.agenda.with_open(again))
    agenda, after, ready_at = put_off(result.agenda, nudge, verdict, now)
    times = {} if ready_at is None else {nudge.id: ready_at}
    return replace(
        result,
        agenda=agenda,
        changed=(*result.changed, after),
        ready_at={**result.ready_at, **times},
    )


def _unclaimed(waited_ms: int) -> int:
    """The time to the next look, in ms: as long as the nudge waited, an hour at most."""
    return max(UNCLAIMED_MS, min(waited_ms, _LONGEST_LOOK_MS))


def put_off(
    agenda: Agenda, nudge: Nudge, verdict: Verdict, now: int
) -> tuple[Agenda, Nudge, int | None]:
    """A ready nudge that does not pass: agenda and nudge after it, and when it is ready again.

    Times are UTC ms; the last is None for one that ends.
    """
    assert nudge.channel is not None  # noqa: S101 a ready nudge has a channel
    own = nudge.id
    entry = OpenNudge(own.kind, own.start, own.step, nudge.channel, "ready", now)
    if verdict.outcome == "hold":
        until = max(verdict.until, now + _LEAST_HOLD_MS)
        held = agenda.with_open(replace(entry, due_at=until))
        return held, replace(nudge, reason=verdict.reason), until
    ended = replace(nudge, state=verdict.outcome, reason=verdict.reason)
    return agenda.without_open(entry), ended, None


def _closed(result: Turn, entry: OpenNudge, nudge: Nudge) -> Turn:
    return replace(
        result,
        agenda=result.agenda.without_open(entry),
        changed=(*result.changed, nudge),
    )


def _called_back(result: Turn, nudge: Nudge, verdict: Verdict | None) -> Turn:
    """A leased nudge that became moot is named to the caller who leased it."""
    if verdict is None or verdict.outcome != "cancelled" or nudge.recalled:
        return result
    return replace(result, changed=(*result.changed, replace(nudge, recalled=verdict.reason)))


def _stepped(
    result: Turn,
    sequence: Steps,
    facts: Facts,
    rules: Rules,
) -> Turn:
    """One sequence looked at: its next step is decided, put off, or the sequence ends."""
    case = case_of_step(sequence, facts, rules)
    found = decide(case, rules.guards)
    early = sequence.due_at > rules.now
    if isinstance(found, Passed):
        if early:
            return result
        return _decided(result, sequence, case, found.channel)
    if found.outcome == "hold":
        return result if early else _held(result, sequence, found, rules.now)
    if early and found.outcome != "cancelled":
        return result
    ended = _nudge(case, found.outcome, found.reason)
    result = replace(result, decided=(*result.decided, ended))
    if found.outcome == "cancelled":
        rested = _rested(result.agenda, sequence, found, rules)
        return replace(result, agenda=rested.without(sequence), ended=True)
    # The holdout is the last rule: a step that another one refused has drawn no arm.
    return _next(result, sequence, case, held_out=True if found.outcome == "held_out" else None)


def _held(result: Turn, sequence: Steps, found: Verdict, now: int) -> Turn:
    until = max(found.until, now + _LEAST_HOLD_MS)
    # Activity before the first step starts the silence anew; other holds use up the step's time.
    anew = found.reason in {ACTIVE, NOT_YET} and sequence.step == 1
    due_first = until if anew else sequence.due_first or sequence.due_at
    held = replace(sequence, due_at=until, due_first=due_first, reason=found.reason)
    return replace(result, agenda=result.agenda.with_sequence(held))


def _decided(result: Turn, sequence: Steps, case: StepCase, channel: Channel) -> Turn:
    nudge = _nudge(replace(case, channel=channel), "ready", "decided")
    entry = OpenNudge(case.kind, case.start, case.step, channel, "ready", case.now + UNCLAIMED_MS)
    result = replace(
        result, agenda=result.agenda.with_open(entry), decided=(*result.decided, nudge)
    )
    return _next(result, sequence, case, held_out=False)


def _next(result: Turn, sequence: Steps, case: StepCase, *, held_out: bool | None) -> Turn:
    """The agenda with the step after this one, or without the sequence after its last step.

    `held_out` is the arm that this step drew, None if it drew none.
    """
    agenda, settings = result.agenda, case.settings
    delays = settings.kind(sequence.kind).delays_s
    if held_out and sequence.kind in ABANDONMENT:
        # Both arms of the holdout rest alike, or their comparison would be no comparison.
        agenda = replace(agenda, rests_until=case.now + settings.rest_s * 1000)
    if sequence.step >= len(delays):
        return replace(result, agenda=agenda.without(sequence), ended=True)
    first_at = sequence.first_at or case.now
    due_at = max(first_at + delays[sequence.step] * 1000, case.now + _LEAST_HOLD_MS)
    after = replace(
        sequence,
        step=sequence.step + 1,
        due_at=due_at,
        due_first=due_at,
        first_at=first_at,
        held_out=held_out if sequence.held_out is None else sequence.held_out,
        handed_over=sequence.handed_over or bool(held_out),
        reason="waiting",
    )
    return replace(result, agenda=agenda.with_sequence(after))


def _rested(agenda: Agenda, sequence: Steps, found: Verdict, rules: Rules) -> Agenda:
    if sequence.kind in ABANDONMENT and found.reason == "bought":
        return replace(agenda, rests_until=rules.now + rules.settings.rest_s * 1000)
    return agenda


def _nudge(case: StepCase, state: State, reason: str) -> Nudge:
    items = tuple(item for item in subject(case) if case.facts.for_sale(item))
    incentive = case.of_kind.incentive_from
    return Nudge(
        id=NudgeId(case.facts.person, case.kind, case.start, case.step),
        channel=case.channel,
        state=state,
        reason=reason,
        decided_at=case.now,
        since=case.since,
        due_first=case.due_first,
        items=items,
        incentive=bool(incentive) and case.step >= incentive,
        note=case.note,
    )
