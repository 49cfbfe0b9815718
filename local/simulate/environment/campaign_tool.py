"""Campaign tools: they lease what is ready, send it, and report, or end before they do."""

from collections import Counter
from functools import partial
from random import Random
from typing import Any

from functions.domain.nudges.nudge import Nudge
from functions.services.nudges.contents.wiring import incentives
from functions.services.nudges.hand_over.claim import Claimed
from functions.services.nudges.hand_over.lease import Lease
from functions.services.nudges.wiring import lease as lease_of
from functions.storage.keys import nudge_keys
from local.simulate.environment.callers import Caller, NotAnswered
from local.simulate.environment.contact_book import ContactBook
from local.simulate.environment.habits import Habits
from local.simulate.environment.receivers import Receivers
from local.simulate.environment.services import SimulatedServices
from local.simulate.environment.surroundings import Surroundings
from local.simulate.environment.waiting import Waiting
from local.simulate.history import HandOver, History

CHANNELS = ("email", "sms", "push", "whatsapp")
_PAUSES_MS = (2_000, 20_000, 130_000, 600_000)
_PAUSE_MS, _LONGEST_MS = 1_000, 3_600_000
# While a lease of 15 minutes runs, a patient tool asks so often for what was called back.
_ASKS_AGAIN_MS = (60_000, 200_000, 400_000)


class CampaignTool:
    """Polls a channel some time after something became ready on it; at times two poll at once."""

    def __init__(
        self,
        services: SimulatedServices,
        around: Surroundings,
        *,
        waiting: Waiting,
        book: ContactBook,
        history: History,
        habits: Habits,
    ) -> None:
        self._around = around
        self._kernel = around.kernel
        self._waiting = waiting
        self._book = book
        self._history = history
        self._habits = habits
        self._caller = Caller(around)
        self._new_instance = partial(lease_of, services)
        self._idle: list[Lease] = []
        self._incentives = incentives(services)
        self._receivers = Receivers(services, around, history, habits)
        self._planned: dict[str, int] = {}
        self._empty: Counter[str] = Counter()

    def changed(self) -> None:
        """Plan a poll of each channel on which something waits."""
        for channel, ready_at in self._waiting.ready(CHANNELS).items():
            if channel not in self._planned:
                self._plan(channel, max(ready_at, self._kernel.now))

    def _plan(self, channel: str, ready_at: int) -> None:
        self._planned[channel] = ready_at
        random = Random(f"{self._around.seed}/{channel}/{ready_at}")  # noqa: S311
        latest = self._habits.latest or random.choice(_PAUSES_MS)
        pause = random.randrange(self._habits.soonest, max(latest, self._habits.soonest + 1))
        # A tool that got nothing asks less and less often: what is ready may have to wait for long.
        pause = max(pause, min(_PAUSE_MS * 2 ** min(self._empty[channel], 20), _LONGEST_MS))
        after = ready_at - self._kernel.now + 1 + pause
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
        if self._habits.patient:
            lease_s = 900
        self._around.counts["tool: asked for nudges"] += 1
        # As Lambda: a call has an instance for itself, and one that fails serves no other.
        instance: Any = self._idle.pop() if self._idle else self._new_instance()
        ask: Any = partial(instance, channel, limit=limit, lease_s=lease_s)
        try:
            answer = self._caller.ask(ask, tries=3 if self._habits.patient else 1)
        except NotAnswered:
            self._around.counts["tool: got no answer"] += 1
            return
        self._idle.append(instance)
        self._empty[channel] = 0 if answer.nudges else self._empty[channel] + 1
        wrote = self._actor().state.get("wrote", {})
        for each in answer.nudges:
            self._received(each, wrote, random)
        self._around.counts["tool: nudge called back"] += len(answer.cancelled)
        if self._habits.patient and answer.nudges:
            self._ask_again(channel)

    def _ask_again(self, channel: str) -> None:
        for number, after in enumerate(_ASKS_AGAIN_MS):
            name = f"tool {channel} {self._kernel.now} again {number}"
            self._kernel.start(name, partial(self.poll, channel), after=after)

    def _received(self, claimed: Claimed, wrote: dict[str, int], random: Random) -> None:
        nudge = claimed.nudge
        key = nudge_keys.nudge(nudge.id)
        address = self._book.address(nudge.channel or "", nudge.recipient)
        at = wrote[key["pk"] + key["sk"]]
        code = self._code(nudge)
        made = hand_over_of(claimed, address, code, at, self._kernel.now)
        self._history.hand_overs.append(made)
        self._around.counts[f"handed over: {nudge.id.kind} {nudge.id.step}"] += 1
        self._receivers.got(nudge, random)

    def _code(self, nudge: Nudge) -> str | None:
        """The code that the nudge carries, as its content would have it."""
        if not nudge.incentive:
            return None
        try:
            found = self._caller.ask(lambda: self._incentives.take(nudge.id))
        except NotAnswered:
            return None
        self._around.counts["code: given" if found else "code: none was left"] += 1
        return found.code if found else None

    def _actor(self) -> Any:
        actor = self._kernel.current
        assert actor is not None  # noqa: S101 a poll is an actor's body
        return actor


def hand_over_of(
    claimed: Claimed, address: str | None, code: str | None, claimed_at: int, now: int
) -> HandOver:
    """What the receiver of a nudge saw at `now`; times are UTC ms."""
    nudge, facts = claimed.nudge, claimed.facts
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
        code=code,
    )
