"""What a hand-over leaves on the agenda, and what it takes away when it did not happen."""

from dataclasses import replace

from functions.domain.nudges.agenda import SETTLED_MS, Agenda, HandOver, OpenNudge
from functions.domain.nudges.decision.open_nudges import UNCLAIMED_MS
from functions.domain.nudges.insights.answers import REACTIONS, Outcome
from functions.domain.nudges.kinds import ABANDONMENT, ONE_AT_A_TIME, Channel, slot_of
from functions.domain.nudges.nudge import HANDED_OVER, Nudge, State
from functions.domain.nudges.settings import NudgeSettings


def handed_over(
    agenda: Agenda, nudge: Nudge, channel: Channel, settings: NudgeSettings, *, at: int
) -> Agenda:
    """Return the agenda with the hand-over of `at` (UTC ms), and the rest that follows from it."""
    if nudge.test:
        return agenda
    own = nudge.id
    agenda = agenda.handed_over(HandOver(channel, at, own.kind, own.start, own.step))
    if own.kind not in ABANDONMENT:
        return agenda
    rests_until = max(agenda.rests_until, at + settings.rest_s * 1000)
    agenda = replace(agenda, rests_until=rests_until)
    sequence = agenda.find(own.kind, own.start)
    return agenda.with_sequence(replace(sequence, handed_over=True)) if sequence else agenda


def waits_for_outcome(agenda: Agenda, nudge: Nudge, channel: Channel) -> Agenda:
    """Return the agenda with the nudge open until the time to which it is valid."""
    return agenda.with_open(_entry(nudge, channel, nudge.state, nudge.valid_until or 0))


def may_be_recalled(agenda: Agenda, nudge: Nudge, channel: Channel) -> Agenda:
    """Return the agenda with a nudge that an endpoint took: until it ends it is looked at.

    The endpoint may send it later than it answers, as late as `valid_until`.
    """
    if nudge.test or nudge.valid_until is None:
        return agenda
    return agenda.with_open(_entry(nudge, channel, "sent", nudge.valid_until))


def answered(
    agenda: Agenda,
    nudge: Nudge,
    channel: Channel,
    outcome: Outcome,
    settings: NudgeSettings,
    *,
    state: State,
    at: int,
    ready_at: int,
) -> Agenda:
    """The agenda after an outcome that gives the nudge `state`.

    `at` is now, `ready_at` when a nudge that was not sent is ready again (UTC ms).
    """
    entry = _entry(nudge, channel, state, ready_at + UNCLAIMED_MS)
    if state == "ready" and nudge.state != "ready":
        agenda = _without_rest(agenda.taken_back(entry), nudge, settings).with_open(entry)
    elif state in HANDED_OVER:
        agenda = agenda.without_open(entry)
    if nudge.state == "ready" and state == "sent":
        agenda = handed_over(agenda, nudge, channel, settings, at=at)
    if nudge.test:
        return agenda
    if outcome in REACTIONS:
        agenda = replace(agenda, reacts_on=channel)
    return _dismissed(agenda, nudge, settings, at) if outcome == "dismissed" else agenda


def _without_rest(agenda: Agenda, nudge: Nudge, settings: NudgeSettings) -> Agenda:
    """Return the agenda without the rest that began with a hand-over that did not happen.

    A rest that something else began or made longer stays, and that after an earlier step.
    """
    rest_ms = settings.rest_s * 1000
    if nudge.id.kind not in ABANDONMENT or nudge.handed_over_at is None:
        return agenda
    if agenda.rests_until != nudge.handed_over_at + rest_ms:
        return agenda
    sent = [each for each in agenda.ledger if each.kind in ABANDONMENT]
    until = max((each.at + rest_ms for each in sent), default=0)
    agenda = replace(agenda, rests_until=until)
    sequence = agenda.find(nudge.id.kind, nudge.id.start)
    own = (nudge.id.kind, nudge.id.start)
    if sequence is None or any((each.kind, each.start) == own for each in sent):
        return agenda
    return agenda.with_sequence(replace(sequence, handed_over=False))


def _dismissed(agenda: Agenda, nudge: Nudge, settings: NudgeSettings, at: int) -> Agenda:
    """A dismissal ends the sequence, and starts the rest of its family.

    What was received before it starts no other one in its place.
    """
    if nudge.id.kind in ABANDONMENT:
        rests_until = max(agenda.rests_until, at + settings.rest_s * 1000)
        agenda = replace(agenda, rests_until=rests_until)
    sequence = agenda.find(nudge.id.kind, nudge.id.start)
    if sequence is None:
        return agenda
    if sequence.kind in ONE_AT_A_TIME:
        agenda = agenda.with_settled({slot_of(sequence.kind)}, at - SETTLED_MS)
    return agenda.without(sequence)


def _entry(nudge: Nudge, channel: Channel, state: State, due_at: int) -> OpenNudge:
    return OpenNudge(nudge.id.kind, nudge.id.start, nudge.id.step, channel, state, due_at)
