"""A provider without idempotency: it counts calls, and may end the caller, be late, or refuse."""

from collections.abc import Mapping
from random import Random
from typing import Any

from functions.domain.delivery.providers import Providers
from functions.domain.nudges.messages.content import Brand
from functions.ports.channel_sender import Released, Sent, Unknown
from functions.services.delivery.send_native import NativeResult
from functions.services.nudges.hand_over.claim import Claimed
from functions.storage.keys import nudge_keys
from local.simulate.environment.campaign_tool import hand_over_of
from local.simulate.environment.contact_book import ContactBook
from local.simulate.environment.surroundings import Surroundings
from local.simulate.history import Called, History, ProviderAnswer

_LATE_MS = 12_000
# While faults are on; later it takes everything.
_SHARES: Mapping[ProviderAnswer, float] = {
    "refused": 0.15,
    "late": 0.1,
    "taken, no answer": 0.1,
    "no answer": 0.1,
    "taken": 1.0,
}


class SimulatedProvider:
    """Stands in the place of `SendNative`: what it takes has left the system."""

    def __init__(self, around: Surroundings, book: ContactBook, history: History) -> None:
        self._around = around
        self._book = book
        self._history = history

    def __call__(self, claimed: Claimed, _providers: Providers, _brand: Brand) -> NativeResult:
        """Take a message, or not; the caller may end before, or after it was taken."""
        self._around.faults.point("provider: before the call")
        random = self._around.faults.random_of(self._actor())
        answer = self._drawn(random)
        nudge_id = claimed.nudge.id.text
        self._history.calls.append(Called(nudge_id, self._around.kernel.now, answer))
        self._around.counts[f"provider: {answer}"] += 1
        if answer in {"taken", "late", "taken, no answer"}:
            self._left(claimed)
        if answer == "late":
            self._around.kernel.sleep(random.randrange(_LATE_MS))
        self._around.faults.point("provider: after the call")
        if answer == "refused":
            return Released("throttled", 60)
        if answer in {"no answer", "taken, no answer"}:
            return Unknown("time-out")
        return Sent(nudge_id)

    def _drawn(self, random: Random) -> ProviderAnswer:
        if not self._around.faults.on:
            return "taken"
        draw = random.random()
        for answer, share in _SHARES.items():
            draw -= share
            if draw < 0:
                return answer
        return "taken"

    def _left(self, claimed: Claimed) -> None:
        nudge = claimed.nudge
        key = nudge_keys.nudge(nudge.id)
        claimed_at = self._actor().state["wrote"][key["pk"] + key["sk"]]
        address = self._book.address(nudge.channel or "", nudge.recipient)
        now = self._around.kernel.now
        self._history.hand_overs.append(hand_over_of(claimed, address, None, claimed_at, now))
        self._around.counts[f"handed over: {nudge.id.kind} {nudge.id.step}"] += 1

    def _actor(self) -> Any:
        actor = self._around.kernel.current
        assert actor is not None  # noqa: S101 a call is a part of an actor
        return actor
