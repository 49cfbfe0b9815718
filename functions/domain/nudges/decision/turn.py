"""What becomes of one person's agenda at one time: each step decided, each open nudge checked.

A pure function of facts, settings and time; a service writes what it answers in one transaction.
"""

from collections.abc import Mapping
from dataclasses import replace

from functions.domain.nudges.activity import acted_at
from functions.domain.nudges.agenda import SETTLED_MS, Agenda, OpenNudge
from functions.domain.nudges.decision.open_nudges import look_at_open_nudge
from functions.domain.nudges.decision.result import Turn
from functions.domain.nudges.decision.rules import Rules
from functions.domain.nudges.decision.steps import take_step
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.kinds import ABANDONMENT, strength
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.domain.nudges.planning.plan import planned


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
            result = look_at_open_nudge(result, entry, nudge, facts, rules)
    due = [each for each in result.agenda.sequences if each.due_at <= now]
    if look:
        due += [s for s in result.agenda.sequences if s.kind in ABANDONMENT and s.due_at > now]
    for sequence in sorted(due, key=lambda each: strength(each.kind)):
        at = replace(facts, agenda=result.agenda)
        result = take_step(result, sequence, at, rules)
    for entry in _superseded(result):
        nudge = open_nudges.get(NudgeId(facts.person, entry.kind, entry.start, entry.step))
        result = look_at_open_nudge(result, entry, nudge, facts, rules)
    return result if result.considered is None else _to_replan(result, result.considered, now)


def _superseded(result: Turn) -> list[OpenNudge]:
    """Ready nudges of sequences of which a later step was decided in this turn."""
    newer = {(n.id.kind, n.id.start): n.id.step for n in result.decided if n.state == "ready"}
    return [
        entry
        for entry in result.agenda.open
        if entry.state == "ready" and entry.step < newer.get((entry.kind, entry.start), 0)
    ]


def _replanned(facts: Facts, rules: Rules) -> Agenda:
    """The agenda without its wish for a look, and with what came while a sequence was ending."""
    agenda = replace(facts.agenda, look_at=None, replan_from=None, considered=0)
    since = facts.agenda.replan_from
    if since is None:
        return agenda
    events = [
        event
        for event in facts.recent
        if event.received_at >= since and acted_at(event) > facts.agenda.considered
    ]
    visitor = facts.person.kind == "visitor"
    return planned(agenda, events, rules.settings, rules.now, visitor=visitor)


def _to_replan(result: Turn, considered: int, now: int) -> Turn:
    """Ask for a look at what arrived since: the stream found the sequence and added nothing."""
    settled = now - SETTLED_MS
    agenda = replace(
        result.agenda.with_settled(result.ended, settled),
        look_at=now + SETTLED_MS,
        replan_from=settled,
        considered=considered,
    )
    return replace(result, agenda=agenda)
