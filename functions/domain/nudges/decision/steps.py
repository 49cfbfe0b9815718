"""The next step of one sequence: decided, put off, or the end of the sequence."""

from dataclasses import replace

from functions.domain.nudges.agenda import Agenda, OpenNudge
from functions.domain.nudges.agenda import Sequence as Steps
from functions.domain.nudges.decision.decide import Passed, decide
from functions.domain.nudges.decision.open_nudges import look_again_at
from functions.domain.nudges.decision.result import Turn
from functions.domain.nudges.decision.rules import LEAST_HOLD_MS, Rules, case_of_step
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import StepCase, Verdict
from functions.domain.nudges.guards.person import ACTIVE, NOT_YET, WAIT_FOR_SILENCE
from functions.domain.nudges.kinds import ABANDONMENT, Channel
from functions.domain.nudges.nudge import Nudge, NudgeId, State
from functions.domain.nudges.subject import subject


def take_step(
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
        return result if early else _held(result, sequence, found, case)
    if early and found.outcome != "cancelled":
        return result
    ended = _nudge(case, found.outcome, found.reason)
    result = replace(result, decided=(*result.decided, ended))
    if found.outcome == "cancelled":
        result = replace(result, agenda=_rested(result.agenda, sequence, found, rules))
        return result.without(sequence, considered=sequence.since)
    # The holdout is the last rule: a step that another one refused has drawn no arm.
    return _next(result, sequence, case, held_out=True if found.outcome == "held_out" else None)


def _held(result: Turn, sequence: Steps, found: Verdict, case: StepCase) -> Turn:
    until = max(found.until, case.now + LEAST_HOLD_MS)
    # Activity before the first step starts the silence anew; other holds use up the step's time.
    anew = found.reason in {ACTIVE, NOT_YET} and sequence.step == 1
    if not anew and case.lapses_at > case.now:
        until = min(until, case.lapses_at)  # held longer, it would make the next step late
    due_first = until if anew else sequence.due_first or sequence.due_at
    held = replace(sequence, due_at=until, due_first=due_first, reason=found.reason)
    return replace(result, agenda=result.agenda.with_sequence(held))


def _decided(result: Turn, sequence: Steps, case: StepCase, channel: Channel) -> Turn:
    case = replace(case, channel=channel)
    nudge = _nudge(case, "ready", "decided")
    due_at = look_again_at(case, waited=0)
    entry = OpenNudge(case.kind, case.start, case.step, channel, "ready", due_at)
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
        return replace(result, agenda=agenda).without(sequence, considered=_considered(case))
    first_at = sequence.first_at or case.now
    due_at = max(first_at + delays[sequence.step] * 1000, case.now + LEAST_HOLD_MS)
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


def _considered(case: StepCase) -> int:
    """Return until when a decided step considered what the person did: the silence was waited for.

    A step that waits for no silence answers its trigger alone.
    """
    last = case.facts.last_activity
    return case.since if case.kind not in WAIT_FOR_SILENCE or last is None else last


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
        holdout=case.of_kind.holdout,
    )
