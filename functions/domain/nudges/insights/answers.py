"""What comes back about a nudge: outcomes from campaign tools, pages and providers."""

from dataclasses import dataclass, replace
from typing import Literal, get_args

from functions.domain.nudges.nudge import State

Outcome = Literal[
    "sent",
    "not_sent",
    "shown",
    "delivered",
    "opened",
    "clicked",
    "dismissed",
    "converted",
    "unsubscribed",
    "bounced",
    "complained",
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
# What a page of the shop may report about a nudge that it shows.
ON_SITE_OUTCOMES: frozenset[Outcome] = frozenset({"shown", "clicked", "dismissed"})
# The person did something about the nudge: the channel is one where they react.
REACTIONS: frozenset[Outcome] = frozenset({"clicked", "converted"})
# After these the channel is off at once.
TURNS_OFF: frozenset[Outcome] = frozenset({"unsubscribed", "bounced", "complained"})
_HOUR_MS = 3_600_000
_HANDED_OVER: frozenset[State] = frozenset({"leased", "sending", "unknown"})


@dataclass(frozen=True, slots=True)
class NudgeAnswer:
    """`at` is UTC ms; `machine` marks what no person did; `by` names the key that reported it.

    `lease_id` is the lease that it answers, None where the caller names none; it is not kept.
    """

    outcome: Outcome
    at: int
    by: str
    machine: bool = False
    lease_id: str | None = None


def once_an_hour(answer: NudgeAnswer, handed_over_at: int) -> NudgeAnswer:
    """Return the answer that all of its kind in an hour are, however often they come.

    A ms apart, so that no program's takes the row of a person's. The hour begins with the hand-over
    (UTC ms) at the earliest.
    """
    hour = max(handed_over_at, answer.at - answer.at % _HOUR_MS)
    return replace(answer, at=hour + (not answer.machine))


def state_after(state: State, outcome: Outcome) -> State:
    """The state of a nudge after an outcome: only what was handed over can be sent or freed."""
    if outcome == "not_sent":
        return "ready" if state in _HANDED_OVER else state
    if state in _HANDED_OVER:
        return "sent"
    return "sent" if state == "ready" and outcome in ON_SITE_OUTCOMES else state
