"""Take over what became of a nudge that was handed over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from functions.domain.delivery.routes import NATIVE
from functions.domain.nudges.decision.hand_over import answered, may_be_recalled
from functions.domain.nudges.insights.answers import (
    TURNS_OFF,
    NudgeAnswer,
    once_an_hour,
    state_after,
)
from functions.domain.nudges.kinds import ON_SITE, Kind
from functions.domain.nudges.nudge import HANDED_OVER, Nudge, NudgeId, State
from functions.domain.nudges.recipients.suppression import without_send
from functions.errors import NotFound
from functions.services.nudges.hand_over.claim import ClaimPart, part_of
from functions.services.nudges.hand_over.turn_off import TurnOff
from functions.services.retry import until_written
from functions.storage.agendas import AgendaRows, agenda_put
from functions.storage.answers import answer_put
from functions.storage.nudge_settings import NudgeSettingsRows
from functions.storage.nudges import NudgeRows, nudge_update
from functions.storage.recipients import RecipientRows
from functions.storage.transactions import Transactions


@dataclass(frozen=True, slots=True)
class Freed:
    """When a nudge that was not sent is ready again (UTC ms), and why it was not sent."""

    ready_at: int
    reason: str


class ReportOutcome:
    def __init__(
        self,
        *,
        nudges: NudgeRows,
        agendas: AgendaRows,
        recipients: RecipientRows,
        settings: NudgeSettingsRows,
        turn_off: TurnOff,
        transactions: Transactions,
        parts: Mapping[Kind, ClaimPart],
        clock: Callable[[], int],
    ) -> None:
        self._nudges = nudges
        self._agendas = agendas
        self._recipients = recipients
        self._settings = settings
        self._turn_off = turn_off
        self._transactions = transactions
        self._parts = parts
        self._clock = clock

    def __call__(
        self,
        nudge_id: NudgeId,
        answer: NudgeAnswer,
        *,
        on_site: bool = False,
        freed: Freed | None = None,
        recallable: bool = False,
    ) -> Nudge:
        """Keep an answer to a nudge and give the nudge after it; again, it changes nothing.

        A call that is repeated after a crash does all of it again.

        Args:
            nudge_id: the nudge.
            answer: what became of it.
            on_site: whether a page reports it, which sees nudges of that channel only.
            freed: when one that was not sent is ready again; by default at once.
            recallable: whether an endpoint took it, from which it may be called back.

        Raises:
            NotFound: there is no such nudge, it never went to a channel, or its person was erased.
        """
        nudge = self._nudge(nudge_id)
        if nudge.channel is None or (on_site and nudge.channel != ON_SITE):
            raise NotFound("there is no such nudge")
        if on_site and (nudge.state != "ready" or answer.machine):
            answer = once_an_hour(answer, nudge.handed_over_at or nudge.decided_at)
        after = until_written(lambda: self._attempt(nudge_id, answer, freed, recallable))
        if answer.outcome in TURNS_OFF and not answer.machine:
            self._turn_off(after, answer)
        return after

    def _nudge(self, nudge_id: NudgeId) -> Nudge:
        nudge = self._nudges.find([nudge_id]).get(nudge_id)
        if nudge is None:
            raise NotFound("there is no such nudge")
        return nudge

    def _attempt(
        self, nudge_id: NudgeId, answer: NudgeAnswer, freed: Freed | None, recallable: bool
    ) -> Nudge:
        person, now = nudge_id.person, self._clock()
        nudge = self._nudge(nudge_id)
        agenda, settings = self._agendas.find([person])[person], self._settings.get()
        state = state_after(nudge.state, answer.outcome)
        if answer.machine or (freed is None and _of_another(nudge, answer)):
            state = nudge.state
        after = nudge if state == nudge.state else _in_state(nudge, state, answer)
        ready_at = now
        if freed and after.state == "ready":
            after, ready_at = replace(after, reason=freed.reason), freed.ready_at
        changed = agenda
        if nudge.channel and not answer.machine:
            changed = answered(
                agenda,
                nudge,
                nudge.channel,
                answer.outcome,
                settings,
                state=state,
                at=now,
                ready_at=ready_at,
            )
            if recallable:
                changed = may_be_recalled(changed, after, nudge.channel)
        table = self._transactions.table
        actions: list[Any] = [
            nudge_update(table, after, was=nudge.state, ready_at=ready_at),
            agenda_put(table, person, changed),
            answer_put(table, nudge_id, answer),
        ]
        part = part_of(self._parts, nudge)
        if part and nudge.state == "ready" and state in HANDED_OVER:
            actions += part.shown(nudge)
        not_sent = state == "ready" and nudge.handed_over_at is not None
        if not_sent:
            actions += self._taken_back(nudge, nudge.handed_over_at or 0)
            actions += part.taken_back(nudge) if part else ()
        self._transactions.write(actions)
        if part and not_sent:
            part.lost(nudge)
        return after

    def _taken_back(self, nudge: Nudge, handed_over_at: int) -> list[Any]:
        """The hand-over that did not happen counts against the address no more."""
        if nudge.recipient is None or nudge.channel is None or nudge.channel == "onsite":
            return []
        recipient = self._recipients.get(nudge.channel, nudge.recipient)
        if handed_over_at not in recipient.sends:
            return []
        return [self._recipients.put_action(without_send(recipient, handed_over_at))]


def _of_another(nudge: Nudge, answer: NudgeAnswer) -> bool:
    """Whether `not_sent` is about a hand-over that its caller did not get.

    That is a lease which another caller has now, or a provider's call, which may have sent it.
    """
    if answer.outcome != "not_sent":
        return False
    return nudge.route == NATIVE or answer.lease_id not in {None, nudge.lease_id}


def _in_state(nudge: Nudge, state: State, answer: NudgeAnswer) -> Nudge:
    after = replace(nudge, state=state, reason=f"outcome {answer.outcome}", recalled=None)
    if state == "ready":
        return replace(
            after,
            handed_over_at=None,
            displayed_at=None,
            alert=None,
            valid_until=None,
            recipient=None,
        )
    at = nudge.handed_over_at or max(answer.at, nudge.decided_at)
    return replace(after, handed_over_at=at)
