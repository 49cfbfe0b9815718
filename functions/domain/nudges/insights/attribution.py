"""Which nudge an order is counted for: the last touch within its channel's window.

A touch is a click, or the hand-over where nothing was clicked. What machines did is no touch.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from functions.domain.nudges.kinds import Channel, Kind
from functions.domain.order import Order

DAY_S = 86_400
DAY_MS = DAY_S * 1000
Rule = Literal["clicked", "handed_over"]


@dataclass(frozen=True, slots=True)
class Windows:
    """How long after a click, and after a hand-over, an order is counted for the nudge."""

    clicked_s: int
    handed_over_s: int


DEFAULT_WINDOWS: Mapping[Channel, Windows] = {
    "email": Windows(5 * DAY_S, DAY_S),
    "whatsapp": Windows(2 * DAY_S, DAY_S),
    "sms": Windows(2 * DAY_S, DAY_S),
    "push": Windows(DAY_S, DAY_S // 2),
    "onsite": Windows(DAY_S, DAY_S // 2),
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


def converted(
    known: Conversion | None,
    order: Order,
    touched: Iterable[Touched],
    windows: Mapping[Channel, Windows],
) -> Conversion | None:
    """The conversion that an order is, if any, as of now.

    The nudge that it was counted for first stays; what is taken back lowers its value, to 0 where
    nothing is left. An order that is worth nothing becomes none.
    """
    value = float(order.total)
    if known:
        return replace(known, value=value, currency=order.currency)
    touch = last_touch(touched, order.at, windows) if value > 0 else None
    if touch is None:
        return None
    nudge, rule, window = touch
    return Conversion(
        nudge_id=nudge.nudge_id,
        kind=nudge.kind,
        order_id=order.order_id,
        rule=rule,
        window=window,
        at=order.at,
        value=value,
        currency=order.currency,
    )


def last_touch(
    touched: Iterable[Touched],
    ordered_at: int,
    windows: Mapping[Channel, Windows],
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
    yield each.handed_over_at, "handed_over", windows.handed_over_s * 1000
    for at in each.clicked_at:
        yield at, "clicked", windows.clicked_s * 1000
