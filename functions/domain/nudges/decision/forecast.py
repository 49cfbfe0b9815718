"""What becomes of one kind on one channel: sent at a time, or not, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from functions.domain.nudges.decision.decide import for_person, in_order, on_channel
from functions.domain.nudges.decision.rules import LEAST_HOLD_MS
from functions.domain.nudges.guards.case import Guard, StepCase, Verdict
from functions.domain.nudges.guards.person import ACTIVE, NOT_YET
from functions.domain.nudges.kinds import CHANNELS, Channel

Outlook = Literal["will_send", "waits", "handed_over", "not_sent"]
_MOST_HOLDS = 6


@dataclass(frozen=True, slots=True)
class Forecast:
    """What becomes of a step on one channel, if nothing else happens.

    `at` (UTC ms) is when it will be sent, or was handed over; None where that is not known.
    """

    channel: Channel
    outlook: Outlook
    reason: str
    at: int | None = None


def forecasts(
    case: StepCase, guards: Sequence[Guard], routes: Mapping[Channel, Verdict], *, due_at: int
) -> tuple[Forecast, ...]:
    """Every channel, for a step that is due at `due_at` (UTC ms).

    It is sent on the channel that is free first, of several the one that suits the person best.
    """
    found = {
        channel: _alone(replace(case, channel=channel, now=max(case.now, due_at)), guards)
        for channel in CHANNELS
    }
    able = [found[each] for each in in_order(case) if found[each].outlook != "not_sent"]
    first = min(able, key=lambda each: _NEVER if each.at is None else each.at, default=None)
    for each in able:
        if each is not first:
            found[each.channel] = Forecast(each.channel, "not_sent", "another_channel")
        elif each.channel in routes:
            found[each.channel] = held_by_route(each.channel, routes[each.channel])
    return tuple(found.values())


def held_by_route(channel: Channel, verdict: Verdict) -> Forecast:
    return Forecast(channel, "waits", verdict.reason, verdict.until or None)


_NEVER = 2**62


def _alone(case: StepCase, guards: Sequence[Guard]) -> Forecast:
    """What becomes of a step that can go to no other channel."""
    channel, reason = case.channel or "email", "due"
    if channel not in case.of_kind.channels:
        return Forecast(channel, "not_sent", "channel_off")
    for _ in range(_MOST_HOLDS):
        verdict = for_person(replace(case, channel=None), guards) or on_channel(case, guards)
        if verdict is None:
            return Forecast(channel, "will_send", reason, case.now)
        if verdict.outcome != "hold":
            return Forecast(channel, "not_sent", verdict.reason)
        reason = verdict.reason
        until = max(verdict.until, case.now + LEAST_HOLD_MS)
        anew = reason in {ACTIVE, NOT_YET} and case.step == 1
        case = replace(case, now=until, due_first=until if anew else case.due_first)
    return Forecast(channel, "waits", reason)  # no end of this hold is known
