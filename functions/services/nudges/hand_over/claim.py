"""Hand over one nudge: check it at T, and claim it in one transaction at most two seconds later."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from functions.domain.delivery.routes import PULL
from functions.domain.nudges.decision.decide import check
from functions.domain.nudges.decision.hand_over import handed_over, waits_for_outcome
from functions.domain.nudges.decision.open_nudges import put_off
from functions.domain.nudges.decision.rules import Rules, as_of_now, case_of_nudge
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.case import Guard, Verdict
from functions.domain.nudges.guards.quiet_hours import next_quiet, zone_of
from functions.domain.nudges.kinds import BULK, ON_SITE, Channel, Kind
from functions.domain.nudges.nudge import Nudge, NudgeId, State
from functions.domain.nudges.recipients.suppression import Recipient, with_send
from functions.domain.nudges.settings import NudgeSettings
from functions.errors import RevisionLost
from functions.services.nudges.facts.fact_reader import Reading
from functions.services.nudges.facts.joined_reader import JoinedReader
from functions.services.nudges.hand_over.valve import Valve
from functions.services.retry import until_written
from functions.storage.agendas import agenda_put
from functions.storage.keys import person_keys, recipient_keys
from functions.storage.keys.key import attributes
from functions.storage.nudges import nudge_update
from functions.storage.recipients import RecipientRows
from functions.storage.transactions import Transactions, unchanged

# The longest time between the reading of the facts and the claim.
CHECK_HOLDS_MS = 2_000


# The message of a nudge that was put off may come by a clock that runs ahead.
_CLOCKS_DIFFER_MS = 1_000


class ClaimPart(Protocol):
    """What a kind adds to the claim: a row that the hand-over uses up, for example."""

    def __call__(self, nudge: Nudge, reading: Reading) -> "Part | Verdict":
        """What is added; a verdict where the nudge has to wait for what it needs."""

    def lost(self, nudge: Nudge) -> None:
        """Undo what a call did for the nudge that it returned, apart from its actions."""

    def displays(self, nudge: Nudge, reading: Reading) -> bool:
        """Whether a page may display a ready nudge, now that it uses up what it needs."""

    def shown(self, nudge: Nudge) -> Sequence[dict[str, Any]]:
        """The actions of a hand-over that a page reports after it happened."""

    def taken_back(self, nudge: Nudge) -> Sequence[dict[str, Any]]:
        """The actions that undo those of a hand-over, as the nudge was not sent."""


@dataclass(frozen=True, slots=True)
class Part:
    """The nudge with what it uses up, and the actions of the transaction that go with it.

    An action whose condition fails makes the claim fail; then all is checked again.
    """

    nudge: Nudge
    actions: Sequence[dict[str, Any]] = ()


def part_of(parts: Mapping[Kind, ClaimPart], nudge: Nudge) -> ClaimPart | None:
    """What the kind of a nudge adds to its claim; a test send uses up nothing."""
    return None if nudge.test else parts.get(nudge.id.kind)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A nudge that was handed over, with the facts of its check."""

    nudge: Nudge
    facts: Facts


Also = Callable[[Nudge], Sequence[dict[str, Any]]]
"""Gives more actions of the transaction of a claim, for the nudge as it is after it."""


def _nothing(_: Nudge) -> Sequence[dict[str, Any]]:
    return ()


@dataclass(frozen=True, slots=True)
class _HandOver:
    """How a nudge is to be handed over."""

    state: State
    valid_for_ms: int
    route: str
    also: Also


class Claim:
    def __init__(
        self,
        *,
        reader: JoinedReader,
        valve: Valve,
        recipients: RecipientRows,
        transactions: Transactions,
        parts: Mapping[Kind, ClaimPart],
        guards: Sequence[Guard],
        clock: Callable[[], int],
    ) -> None:
        self._reader = reader
        self._valve = valve
        self._recipients = recipients
        self._transactions = transactions
        self._parts = parts
        self._guards = tuple(guards)
        self._clock = clock

    def __call__(
        self,
        nudge_id: NudgeId,
        *,
        state: State,
        valid_for_ms: int,
        route: str = PULL,
        also: Also = _nothing,
    ) -> Claimed | None:
        """Hand one ready nudge over; None where it does not pass, or another was faster.

        `state` is the one that it has then, until an outcome comes or `valid_for_ms` are over. It
        passes only if `route` is the one route of its channel now. `also` gives more actions of
        the transaction.

        Raises:
            RevisionLost: others kept writing the rows that the claim depends on.
            Unavailable: DynamoDB does not answer; it may have been handed over.
        """
        hand_over = _HandOver(state, valid_for_ms, route, also)
        return until_written(lambda: self._attempt(nudge_id, hand_over))

    def _attempt(self, nudge_id: NudgeId, hand_over: "_HandOver") -> Claimed | None:
        if self._valve.closed(nudge_id.kind, self._clock()):
            return None  # it stays ready: the next minute has hand-overs of its own
        reading = self._reader.read(nudge_id.person, nudge_ids=[nudge_id])
        nudge = reading.nudges.get(nudge_id)
        if nudge is None or nudge.state != "ready" or reading.facts.person != nudge_id.person:
            return None
        if nudge.not_before is not None and nudge.not_before > self._clock() + _CLOCKS_DIFFER_MS:
            return None  # its provider, or a rule, put it off: the message that came is an old one
        if hand_over.route != reading.settings.route(_channel(nudge)):
            return None
        rules = Rules(reading.settings, self._guards, reading.facts.read_at)
        verdict = check(case_of_nudge(nudge, reading.facts, rules), self._guards)
        if verdict is None:
            verdict = self._through_valve(nudge, reading.facts, rules)
        if verdict:
            self._refuse(nudge, reading, verdict)
            return None
        return self._taken(as_of_now(nudge, reading.facts, rules), reading, hand_over)

    def _through_valve(self, nudge: Nudge, facts: Facts, rules: Rules) -> Verdict | None:
        is_open = nudge.channel == ON_SITE or self._valve.lets_pass(
            nudge.id.kind, rules.settings, rules.now
        )
        return check(case_of_nudge(nudge, facts, rules, valve_open=is_open), self._guards)

    def _taken(self, nudge: Nudge, reading: Reading, hand_over: "_HandOver") -> Claimed | None:
        of_kind = part_of(self._parts, nudge)
        part = of_kind(nudge, reading) if of_kind else Part(nudge)
        if isinstance(part, Verdict):
            self._not_used(nudge, reading)
            self._refuse(nudge, reading, part)
            return None
        try:
            return self._written(part.nudge, reading, hand_over, part.actions)
        except RevisionLost:
            self._not_used(nudge, reading)
            if of_kind:
                of_kind.lost(part.nudge)
            raise

    def _not_used(self, nudge: Nudge, reading: Reading) -> None:
        """Leave the hand-over that was taken of the valve to another nudge of the minute."""
        if nudge.channel != ON_SITE:
            bulk = nudge.id.kind in BULK
            self._valve.give_back(reading.settings, reading.facts.read_at, bulk=bulk)

    def _written(
        self,
        nudge: Nudge,
        reading: Reading,
        hand_over: "_HandOver",
        more: Sequence[dict[str, Any]],
    ) -> Claimed | None:
        facts, now = reading.facts, reading.facts.read_at
        recipient = facts.recipients.get(_channel(nudge))
        after = replace(
            nudge,
            state=hand_over.state,
            reason="handed_over",
            handed_over_at=now,
            valid_until=_valid_until(nudge, facts, reading.settings, now + hand_over.valid_for_ms),
            recipient=recipient.digest if recipient else None,
            route=hand_over.route,
        )
        if self._clock() - now > CHECK_HOLDS_MS:
            raise RevisionLost("the facts are too old to claim by")
        own = self._actions(nudge, after, facts, reading)
        self._transactions.write([*own, *more, *hand_over.also(after)])
        if self._clock() - now > CHECK_HOLDS_MS:
            # The write was on its way for so long that the reason may be gone. No one gets the
            # nudge, and without an outcome it ends as unknown.
            return None
        return Claimed(after, facts)

    def _actions(
        self, before: Nudge, after: Nudge, facts: Facts, reading: Reading
    ) -> list[dict[str, Any]]:
        table, person = self._transactions.table, facts.person
        channel = _channel(after)
        agenda = handed_over(facts.agenda, after, channel, reading.settings, at=facts.read_at)
        agenda = waits_for_outcome(agenda, after, channel)
        preferences = attributes(person_keys.preferences(person))
        names = attributes(person_keys.names(person))
        actions = [
            nudge_update(table, after, was=before.state, whole=True),
            agenda_put(table, person, agenda),
            unchanged(table, preferences, facts.preferences_rev),
            unchanged(table, names, facts.names_rev),
        ]
        recipient = facts.recipients.get(channel)
        if recipient is None:
            return actions
        if after.test:
            key = recipient_keys.recipient(recipient.channel, recipient.digest)
            return [*actions, unchanged(table, attributes(key), recipient.rev)]
        return [*actions, self._sent_to(recipient, after.id, facts.read_at)]

    def _sent_to(self, recipient: Recipient, nudge_id: NudgeId, now: int) -> dict[str, Any]:
        sent = replace(with_send(recipient, now), last_nudge=nudge_id)
        action: dict[str, Any] = self._recipients.put_action(sent)
        return action

    def _refuse(self, nudge: Nudge, reading: Reading, verdict: Verdict) -> None:
        """Write why a ready nudge did not pass: it waits, or it ends."""
        agenda, found, ready_at = put_off(reading.facts.agenda, nudge, verdict, self._clock())
        table, person = self._transactions.table, reading.facts.person
        self._transactions.write(
            [
                nudge_update(table, found, was=nudge.state, ready_at=ready_at),
                agenda_put(table, person, agenda),
            ]
        )


def _channel(nudge: Nudge) -> Channel:
    assert nudge.channel is not None  # noqa: S101 a ready nudge has a channel
    return nudge.channel


def _valid_until(nudge: Nudge, facts: Facts, settings: NudgeSettings, at_most: int) -> int:
    """Until when a leased nudge may be sent: never into the quiet hours."""
    if nudge.channel == ON_SITE:
        return at_most
    zone = zone_of(facts.timezone, settings.timezone)
    quiet = next_quiet(facts.read_at, zone, begins=settings.quiet_from, ends=settings.quiet_until)
    return at_most if quiet is None else min(at_most, quiet)
