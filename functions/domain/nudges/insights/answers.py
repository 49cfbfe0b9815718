"""What comes back about a nudge: outcomes from campaign tools, pages and providers."""

from dataclasses import dataclass
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
_HANDED_OVER: frozenset[State] = frozenset({"leased", "sending", "unknown"})


@dataclass(frozen=True, slots=True)
class NudgeAnswer:
    """`at` is UTC ms; `machine` marks what no person did; `by` names the key that reported it."""

    outcome: Outcome
    at: int
    by: str
    machine: bool = False


def state_after(state: State, outcome: Outcome) -> State:
    """The state of a nudge after an outcome: only what was handed over can be sent or freed."""
    if outcome == "not_sent":
        return "ready" if state in _HANDED_OVER else state
    if state in _HANDED_OVER:
        return "sent"
    return "sent" if state == "ready" and outcome in ON_SITE_OUTCOMES else state
