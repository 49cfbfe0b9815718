"""Open nudges looked at again: confirmed, put off, ended, or called back."""

from dataclasses import replace

from functions.domain.nudges.agenda import Agenda, OpenNudge
from functions.domain.nudges.decision.decide import check
from functions.domain.nudges.decision.result import Turn
from functions.domain.nudges.decision.rules import LEAST_HOLD_MS, Rules, case_of_nudge
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import StepCase, Verdict
from functions.domain.nudges.kinds import ON_SITE
from functions.domain.nudges.nudge import Nudge

# A ready nudge that no one claimed is looked at again after this time.
UNCLAIMED_MS = 120_000


def look_at_open_nudge(
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
    if entry.state == "sent" and entry.due_at <= now:
        return replace(result, agenda=result.agenda.without_open(entry))
    if entry.state != "ready" and entry.due_at <= now:
        ended = replace(nudge, state="unknown", reason="no_outcome")
        return _closed(result, entry, ended)
    at = replace(facts, agenda=result.agenda)
    case = case_of_nudge(nudge, at, rules)
    verdict = check(case, rules.guards)
    if entry.state != "ready":
        return _called_back(result, nudge, verdict)
    if verdict is None:
        again = replace(entry, due_at=look_again_at(case, waited=now - nudge.decided_at))
        return replace(result, agenda=result.agenda.with_open(again))
    agenda, after, ready_at = put_off(result.agenda, nudge, verdict, now)
    return replace(result, agenda=agenda).with_changed(after, ready_at)


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
        until = max(verdict.until, now + LEAST_HOLD_MS)
        held = agenda.with_open(replace(entry, due_at=until))
        return held, replace(nudge, reason=verdict.reason), until
    ended = replace(nudge, state=verdict.outcome, reason=verdict.reason)
    return agenda.without_open(entry), ended, None


def look_again_at(case: StepCase, *, waited: int) -> int:
    """When (UTC ms) a ready nudge is looked at again if no one claims it.

    That is after as long as it `waited` (ms), and as it lapses. The shop's page claims nothing and
    checks what it displays: for the page, a nudge is looked at only as it lapses.
    """
    lapses_at = max(case.lapses_at, case.now + UNCLAIMED_MS)
    if case.channel == ON_SITE:
        return lapses_at
    return min(case.now + max(waited, UNCLAIMED_MS), lapses_at)


def _closed(result: Turn, entry: OpenNudge, nudge: Nudge) -> Turn:
    return replace(result, agenda=result.agenda.without_open(entry)).with_changed(nudge)


def _called_back(result: Turn, nudge: Nudge, verdict: Verdict | None) -> Turn:
    """A nudge that was handed over and became moot is named once to its receiver."""
    if verdict is None or verdict.outcome != "cancelled" or nudge.recalled:
        return result
    return result.with_changed(replace(nudge, recalled=verdict.reason))
