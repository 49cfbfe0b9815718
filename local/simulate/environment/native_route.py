"""The native route: ready nudges of some channels go to a provider, by messages of a queue."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from random import Random

from functions.domain.delivery.providers import EmailProvider, Providers, SmsProvider
from functions.domain.delivery.routes import NATIVE
from functions.domain.nudges.kinds import Channel
from functions.domain.nudges.nudge import NudgeId
from functions.domain.nudges.settings import NudgeSettings
from functions.errors import HiloError
from functions.services.delivery.close import CloseNudge
from functions.services.delivery.native import HandOverNative
from functions.services.nudges.wiring import claim, report_outcome
from functions.storage.keys.key import SHARDS
from functions.storage.nudge_settings import Change
from local.simulate.environment.kernel import Crashed
from local.simulate.environment.provider import SimulatedProvider
from local.simulate.environment.queue import Queue
from local.simulate.environment.services import SimulatedServices
from local.simulate.environment.surroundings import Surroundings
from local.simulate.environment.waiting import Waiting
from local.simulate.history import History

_PROVIDERS = Providers(email=EmailProvider("shop@example.com"), sms=SmsProvider("pool"))
_MINUTE_MS = 60_000
_PAUSES_MS = (500, 5_000, 90_000)
_SOONEST_MS, _LONGEST_MS = 500, 3_600_000


def set_routes(services: SimulatedServices, channels: Sequence[Channel]) -> None:
    """Let nudges of these channels go to a provider, before anything happens."""
    if channels:
        routes = dict.fromkeys(channels, NATIVE)
        settings = replace(NudgeSettings(), routes=routes, providers=_PROVIDERS)
        change = Change(1, services.clock(), "simulated", {"routes": routes})
        services.storage.nudge_settings.put(settings, change)


class NativeRoute:
    """Looks for ready nudges some time after one became ready; a message may come twice."""

    def __init__(
        self,
        services: SimulatedServices,
        *,
        around: Surroundings,
        waiting: Waiting,
        history: History,
        provider: SimulatedProvider,
        channels: Sequence[Channel],
    ) -> None:
        self._nudges = services.storage.nudges
        self._around = around
        self._waiting = waiting
        self._channels = channels
        self._planned: set[Channel] = set()
        self._history = history
        self._calls = self._looks = 0
        self._hand_over = _hand_over(services, provider)
        self._queue = Queue(
            "delivery",
            around,
            consumer=lambda body: self._hand_over(NudgeId.from_text(body)),
            gave_up=lambda body, _: history.notes.append(f"nudge {body} was given up"),
        )

    def changed(self) -> None:
        """Plan a look at each channel on which something waits."""
        for channel, ready_at in self._waiting.ready(self._channels).items():
            if channel not in self._planned:
                now = self._around.kernel.now
                random = Random(f"{self._around.seed}/native/{channel}/{ready_at}")  # noqa: S311
                pause = 1 + random.randrange(random.choice(_PAUSES_MS))
                # What cannot go now, as a wave has no alert left, is looked at less and less often.
                pause = max(pause, min(_SOONEST_MS * 2 ** min(self._in_vain(), 20), _LONGEST_MS))
                self._plan(channel, max(0, ready_at - now) + pause)

    def _in_vain(self) -> int:
        """How many looks came since the last call of the provider."""
        calls = len(self._history.calls)
        self._looks = self._looks + 1 if calls == self._calls else 0
        self._calls = calls
        return self._looks

    def _plan(self, channel: Channel, after: int) -> None:
        self._planned.add(channel)
        name = f"native {channel} {self._around.kernel.now}"
        self._around.kernel.start(name, partial(self._look, channel), after=after)

    def _look(self, channel: Channel) -> None:
        self._planned.discard(channel)
        now = self._around.kernel.now
        try:
            for shard in SHARDS:
                for nudge_id in self._nudges.ready(channel, shard, until=now, limit=50):
                    self._queue.send(nudge_id.text)
        except (HiloError, Crashed):  # the schedule of the next minute looks again
            self._around.counts["native: a look failed"] += 1
            self._plan(channel, _MINUTE_MS)


def _hand_over(services: SimulatedServices, provider: SimulatedProvider) -> HandOverNative:
    storage = services.storage
    return HandOverNative(
        claim=claim(services),
        send=provider,
        report=report_outcome(services),
        close=CloseNudge(storage.nudges, storage.agendas, storage.transactions, services.clock),
        settings=storage.nudge_settings,
        brand=storage.brand,
        meter=services.meter,
        clock=services.clock,
    )
