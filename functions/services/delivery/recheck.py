"""Check a nudge that was claimed before, at each further attempt to hand it over."""

from collections.abc import Sequence
from dataclasses import replace

from functions.domain.nudges.decision.decide import check
from functions.domain.nudges.decision.rules import Rules, as_of_now, case_of_nudge
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import Guard, Verdict
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.domain.nudges.recipients.suppression import without_send
from functions.services.nudges.facts.joined_reader import JoinedReader
from functions.services.nudges.hand_over.claim import Claimed
from functions.services.retry import until_written

GONE = Verdict("cancelled", "gone")
_MOVED = Verdict("cancelled", "address_changed")


class Recheck:
    def __init__(self, reader: JoinedReader, guards: Sequence[Guard]) -> None:
        self._reader = reader
        self._guards = tuple(guards)

    def __call__(self, nudge_id: NudgeId) -> Claimed | Verdict:
        """The nudge and its facts, both as of now; or why it does not pass now.

        The hand-over that it is part of counts against no cap, and takes nothing of the valve.

        Raises:
            Unavailable: DynamoDB does not answer.
        """
        reading = until_written(lambda: self._reader.read(nudge_id.person, nudge_ids=[nudge_id]))
        nudge = reading.nudges.get(nudge_id)
        if nudge is None:
            return GONE
        if _address_changed(nudge, reading.facts):
            return _MOVED
        facts = _without_own_send(nudge, reading.facts)
        rules = Rules(reading.settings, self._guards, facts.read_at)
        verdict = check(case_of_nudge(nudge, facts, rules), self._guards)
        return verdict or Claimed(as_of_now(nudge, facts, rules), reading.facts)


def _address_changed(nudge: Nudge, facts: Facts) -> bool:
    known = facts.recipients.get(nudge.channel) if nudge.channel else None
    return (known.digest if known else None) != nudge.recipient


def _without_own_send(nudge: Nudge, facts: Facts) -> Facts:
    known = facts.recipients.get(nudge.channel) if nudge.channel else None
    if known is None or nudge.channel is None or nudge.handed_over_at is None:
        return facts
    before = without_send(known, nudge.handed_over_at)
    return replace(facts, recipients={**facts.recipients, nudge.channel: before})
