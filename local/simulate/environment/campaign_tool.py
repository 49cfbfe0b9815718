"""Campaign tools: they lease what is ready, send it, and report, or end before they do."""

from functools import partial
from random import Random
from typing import Any

from functions.domain.nudges.insights.answers import NudgeAnswer, Outcome
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.errors import NotFound
from functions.services.nudges.hand_over.claim import Claimed
from functions.services.nudges.hand_over.lease import Lease
from functions.services.nudges.wiring import lease as lease_of
from functions.services.nudges.wiring import report_outcome
from functions.storage import primary_keys
from local.simulate.environment.callers import Caller, NotAnswered
from local.simulate.environment.contact_book import ContactBook
from local.simulate.environment.services import SimulatedServices
from local.simulate.environment.surroundings import Surroundings
from local.simulate.environment.waiting import Waiting
from local.simulate.history import HandOver, History, Reported

CHANNELS = ("email", "sms")
_PATIENCE_MS = 600_000
_OUTCOMES: tuple[tuple[float, Outcome | None], ...] = (
    (0.50, "delivered"),
    (0.15, "not_sent"),
    (0.15, None),
    (0.06, "dismissed"),
    (0.05, "clicked"),
    (0.03, "unsubscribed"),
    (0.03, "bounced"),
    (0.03, "complained"),
)


class CampaignTool:
    """Polls a channel some time after something became ready on it; at times two poll at once."""

    def __init__(
        self,
        services: SimulatedServices,
        around: Surroundings,
        waiting: Waiting,
        book: ContactBook,
        history: History,
    ) -> None:
        self._around = around
        self._kernel = around.kernel
        self._waiting = waiting
        self._book = book
        self._history = history
        self._caller = Caller(around)
        self._new_instance = partial(lease_of, services)
        self._idle: list[Lease] = []
        self._report = report_outcome(services)
        self._planned: dict[str, int] = {}

    def changed(self) -> None:
        """Plan a poll of each channel on which something waits."""
        for channel in CHANNELS:
            ready_at = self._waiting.ready(channel)
            if ready_at is not None and channel not in self._planned:
                self._plan(channel, max(ready_at, self._kernel.now))

    def _plan(self, channel: str, ready_at: int) -> None:
        self._planned[channel] = ready_at
        random = Random(f"{self._around.seed}/{channel}/{ready_at}")  # noqa: S311
        pause = random.choice((2_000, 20_000, 130_000, 600_000))
        after = ready_at - self._kernel.now + 1 + random.randrange(pause)
        for number in range(2 if random.random() < 0.3 else 1):
            name = f"tool {channel} {ready_at} {number}"
            body = partial(self._planned_poll, channel, first=not number)
            self._kernel.start(name, body, after=after + number * random.randrange(50))

    def _planned_poll(self, channel: str, *, first: bool) -> None:
        if first:
            self._planned.pop(channel, None)
        self.poll(channel)

    def poll(self, channel: str) -> None:
        """Lease what is ready, as a part of the current actor."""
        random = self._around.faults.random_of(self._actor())
        limit, lease_s = random.choice((1, 5, 20)), random.choice((30, 60, 900))
        self._around.counts["tool: asked for nudges"] += 1
        # As Lambda: a call has an instance for itself, and one that fails serves no other.
        instance: Any = self._idle.pop() if self._idle else self._new_instance()
        ask: Any = partial(instance, channel, limit=limit, lease_s=lease_s)
        try:
            answer = self._caller.ask(ask, tries=1)
        except NotAnswered:
            self._around.counts["tool: got no answer"] += 1
            return
        self._idle.append(instance)
        wrote = self._actor().state.get("wrote", {})
        for each in answer.nudges:
            self._received(each, wrote, random)
        self._around.counts["tool: nudge called back"] += len(answer.cancelled)

    def _received(self, claimed: Claimed, wrote: dict[str, int], random: Random) -> None:
        nudge = claimed.nudge
        key = primary_keys.nudge(nudge.id)
        address = self._book.address(nudge.channel or "", nudge.recipient)
        at = wrote[key["pk"] + key["sk"]]
        self._history.hand_overs.append(hand_over_of(nudge, claimed, address, at, self._kernel.now))
        self._around.counts[f"handed over: {nudge.id.kind} {nudge.id.step}"] += 1
        outcome = _drawn(random)
        if outcome is None:
            self._around.counts["tool: ended before it reported"] += 1
            return
        after = 1 + random.randrange(_PATIENCE_MS)
        body = partial(self._reports, nudge.id, outcome)
        self._kernel.start(f"report {nudge.id.text} {self._kernel.now}", body, after=after)

    def _reports(self, nudge_id: NudgeId, outcome: Outcome) -> None:
        began = self._kernel.now
        answer = NudgeAnswer(outcome, began, "key simulated")
        result: Any = "done"
        try:
            self._caller.ask(lambda: self._report(nudge_id, answer))
        except NotAnswered:
            result = "unsure"
        except NotFound:
            result = "refused"
        self._around.counts[f"reported: {outcome}"] += 1
        self._history.reports.append(
            Reported(nudge_id.text, outcome, began, self._kernel.now, result)
        )

    def _actor(self) -> Any:
        actor = self._kernel.current
        assert actor is not None  # noqa: S101 a poll is an actor's body
        return actor


def _drawn(random: Random) -> Outcome | None:
    draw = random.random()
    for share, outcome in _OUTCOMES:
        draw -= share
        if draw < 0:
            return outcome
    return "delivered"


def hand_over_of(
    nudge: Nudge, claimed: Claimed, address: str | None, claimed_at: int, now: int
) -> HandOver:
    """What the receiver of a nudge saw at `now`; times are UTC ms."""
    facts = claimed.facts
    return HandOver(
        id=nudge.id.text,
        person=nudge.id.person.id,
        kind=nudge.id.kind,
        start=nudge.id.start,
        step=nudge.id.step,
        channel=nudge.channel or "",
        claimed_at=claimed_at,
        answered_at=now,
        valid_until=nudge.valid_until or 0,
        items=tuple(item for item in nudge.items if facts.for_sale(item)),
        address=address,
    )
