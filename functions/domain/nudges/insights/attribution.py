"""Which nudge an order is counted for: the last touch within its channel's window.

A touch is a click, or the hand-over where nothing was clicked. What machines did is no touch.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from functions.domain.nudges.kinds import Channel, Kind

DAY_MS = 86_400_000
Rule = Literal["clicked", "handed_over"]


@dataclass(frozen=True, slots=True)
class Windows:
    """How long after a click, and after a hand-over, an order is counted for the nudge, in ms."""

    clicked: int
    handed_over: int


DEFAULT_WINDOWS: Mapping[Channel, Windows] = {
    "email": Windows(5 * DAY_MS, DAY_MS),
    "whatsapp": Windows(2 * DAY_MS, DAY_MS),
    "sms": Windows(2 * DAY_MS, DAY_MS),
    "push": Windows(DAY_MS, DAY_MS // 2),
    "onsite": Windows(DAY_MS, DAY_MS // 2),
}


@dataclass(frozen=True, slots=True)
class Touched:
    """A nudge that was handed over, with the clicks of the person; times in UTC ms."""

    nudge_id: str
    kind: Kind
    channel: Channel
    handed_over_at: int
    clicked_at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversion:
    """An order counted for a nudge, by a rule and its window in ms; `value` is net of refunds."""

    nudge_id: str
    kind: Kind
    order_id: str
    rule: Rule
    window: int
    at: int
    value: float
    currency: str | None


def last_touch(
    touched: Iterable[Touched],
    ordered_at: int,
    windows: Mapping[Channel, Windows] = DEFAULT_WINDOWS,
) -> tuple[Touched, Rule, int] | None:
    """The nudge that was touched last before an order at UTC ms, with its rule and window."""
    found = [
        (at, rule == "clicked", each.nudge_id, each, rule, window)
        for each in touched
        for at, rule, window in _touches(each, windows[each.channel])
        if at <= ordered_at <= at + window
    ]
    if not found:
        return None
    *_, nudge, rule, window = max(found, key=lambda touch: touch[:3])
    return nudge, rule, window


def _touches(each: Touched, windows: Windows) -> Iterable[tuple[int, Rule, int]]:
    yield each.handed_over_at, "handed_over", windows.handed_over
    for at in each.clicked_at:
        yield at, "clicked", windows.clicked
