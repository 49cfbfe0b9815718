"""Providers without idempotency: they count calls, may end the caller, be late, or refuse."""

import re
from collections.abc import Callable
from random import Random
from typing import Any

from functions.domain.delivery.providers import Providers
from functions.domain.nudges.kinds import Channel
from functions.domain.nudges.nudge import NudgeId
from functions.domain.nudges.restock.confirmation import CONFIRMATION_STEP
from functions.ports.channel_sender import Gone, Message, Released, SendResult, Sent, Unknown
from local.simulate.environment.chance import drawn
from local.simulate.environment.surroundings import Surroundings
from local.simulate.history import Called, History, ProviderAnswer

_LATE_MS = 12_000
# While faults are on; later it takes everything.
_SHARES: tuple[tuple[float, ProviderAnswer], ...] = (
    (0.15, "refused"),
    (0.1, "late"),
    (0.1, "taken, no answer"),
    (0.1, "no answer"),
    (0.06, "turned off"),
)
_TAKEN = frozenset({"taken", "late", "taken, no answer"})
_CODE = re.compile(r"\bcode-\d+\b")
Meant = Callable[[str], NudgeId]
"""Gives the nudge of a message's reference."""
Left = Callable[[NudgeId, Message, str | None], None]
"""Takes what a provider took: it has left the system; the last is the code in its text."""
Mailed = Callable[[Message], None]
"""Takes a mail that asks for a confirmation."""


class SimulatedProvider:
    """The provider of one channel."""

    def __init__(
        self, around: Surroundings, history: History, meant: Meant, left: Left, mailed: Mailed
    ) -> None:
        self._around = around
        self._history = history
        self._meant = meant
        self._left = left
        self._mailed = mailed

    def send(self, message: Message, providers: Providers) -> SendResult:  # noqa: ARG002 as the port
        """Take a message, or not; the caller may end before, or after it was taken."""
        self._around.faults.point("provider: before the call")
        random = self._around.faults.random_of(self._actor())
        answer = self._drawn(random)
        nudge_id = self._meant(message.reference)
        self._history.calls.append(Called(nudge_id.text, self._around.kernel.now, answer))
        self._around.counts[f"provider: {answer}"] += 1
        if answer in _TAKEN and nudge_id.step == CONFIRMATION_STEP:
            self._mailed(message)
        elif answer in _TAKEN:
            self._left(nudge_id, message, _code_in(message))
        if answer == "late":
            self._around.kernel.sleep(random.randrange(_LATE_MS))
        self._around.faults.point("provider: after the call")
        return _result(answer, nudge_id)

    def _drawn(self, random: Random) -> ProviderAnswer:
        if not self._around.faults.on:
            return "taken"
        return drawn(random, _SHARES, "taken")

    def _actor(self) -> Any:
        actor = self._around.kernel.current
        assert actor is not None  # noqa: S101 a call is a part of an actor
        return actor


class SimulatedSenders:
    """The port that gives each channel its provider."""

    def __init__(self, provider: SimulatedProvider) -> None:
        self._provider = provider

    def __call__(self, channel: Channel) -> SimulatedProvider | None:
        return None if channel == "onsite" else self._provider


def _result(answer: ProviderAnswer, nudge_id: NudgeId) -> SendResult:
    if answer == "refused":
        return Released("throttled", 60)
    if answer == "turned off":
        return Gone("opted_out")
    if answer in {"no answer", "taken, no answer"}:
        return Unknown("time-out")
    return Sent(nudge_id.text)


def _code_in(message: Message) -> str | None:
    found = _CODE.search(" ".join(message.parts.values()))
    return found.group() if found else None
