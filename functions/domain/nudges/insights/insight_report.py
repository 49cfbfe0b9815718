"""The report on carts and nudges: sums over people, each added once with all they did."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from functions.domain.event import Event
from functions.domain.nudges.insights.attribution import (
    Conversion,
    Touched,
    Windows,
    converted,
)
from functions.domain.nudges.insights.lift import Assigned, lift
from functions.domain.nudges.kinds import ABANDONMENT, Channel, Kind
from functions.domain.nudges.planning.abandonment import Act, left_carts
from functions.domain.order import Order
from functions.domain.orders import orders_in
from functions.domain.store_currency import StoreCurrency, StoreTotal

VERSION = 1
# An order within this time after the assignment counts for the comparison of arms.
LIFT_MS = 7 * 86_400_000


@dataclass(frozen=True, slots=True)
class Assignment:
    """The first decision of a sequence with its arm, at UTC ms."""

    kind: Kind
    held_out: bool
    at: int


@dataclass(frozen=True, slots=True)
class Story:
    """What one person did in the time of the report, in the order of time."""

    person: str
    acts: Sequence[Act]
    order_reports: Sequence[Event] = ()
    touched: Sequence[Touched] = ()
    assigned: Sequence[Assignment] = ()


@dataclass
class _Sum:
    carts: int = 0
    value: float = 0.0

    def add(self, value: float) -> None:
        self.carts += 1
        self.value = round(self.value + value, 6)


@dataclass
class _Fates:
    lost: _Sum = field(default_factory=_Sum)
    returned: _Sum = field(default_factory=_Sum)
    recovered: _Sum = field(default_factory=_Sum)


class Report:
    """As of `now` (UTC ms). `windows` are the times within which an order counts for a nudge.

    Sums of the arms are in the store's currency; all other rows are kept apart by currency.
    """

    def __init__(self, now: int, windows: Mapping[Channel, Windows], store: StoreCurrency) -> None:
        self._now = now
        self._total = StoreTotal(store)
        self._windows = windows
        self._carts: defaultdict[tuple[str, ...], _Fates] = defaultdict(_Fates)
        self._converted: defaultdict[tuple[str, ...], _Sum] = defaultdict(_Sum)
        self._assigned: defaultdict[Kind, list[Assigned]] = defaultdict(list)

    def add(self, story: Story) -> None:
        orders = [order for order in orders_in(story.order_reports) if order.verified]
        conversions = conversions_of(story.touched, orders, self._windows)
        for each in conversions:
            day_of = (_day(each.at), each.kind, each.rule, each.currency or "")
            self._converted[day_of].add(each.value)
        self._add_carts(story, orders, conversions)
        for assignment in story.assigned:
            bought = self._bought_after(assignment.at, orders)
            arm = Assigned(story.person, assignment.held_out, bought)
            self._assigned[assignment.kind].append(arm)

    def as_json(self) -> dict[str, Any]:
        """The sums: carts by day, channel, device, step, reason and currency; orders; arms.

        A channel that is assumed, as no one named it, is kept apart by `known_by`.
        """
        names = ("day", "channel", "known_by", "device", "step", "reason", "currency")
        carts = [
            {
                **dict(zip(names, key, strict=True)),
                **{fate: vars(getattr(sums, fate)) for fate in ("lost", "returned", "recovered")},
            }
            for key, sums in sorted(self._carts.items())
        ]
        converted = [
            {"day": day, "kind": kind, "rule": rule, "currency": currency,
             "orders": each.carts, "value": each.value}
            for (day, kind, rule, currency), each in sorted(self._converted.items())
        ]  # fmt: skip
        return {
            "version": VERSION,
            "as_of": self._now,
            "carts": carts,
            "converted": converted,
            "currency": self._total.store.code or None,
            "left_out": self._total.left_out,
            "lift": {kind: _lift(arms) for kind, arms in sorted(self._assigned.items())},
        }

    def _add_carts(
        self, story: Story, orders: Sequence[Order], conversions: Sequence[Conversion]
    ) -> None:
        by_id = {order.order_id: order for order in orders}
        recovered = {each.order_id for each in conversions if each.kind in ABANDONMENT}
        for left in left_carts(story.acts, self._now):
            channel = (left.channel, left.channel_source)
            key = (_day(left.at), *channel, left.device, left.step, left.reason)
            fates = self._carts[*key, left.currency or ""]
            if left.order_id is None:
                fates.lost.add(left.value)
                continue
            order = by_id.get(left.order_id)
            fates.returned.add(float(order.total) if order else left.value)
            if order and left.order_id in recovered:
                fates.recovered.add(float(order.total))

    def _bought_after(self, at: int, orders: Iterable[Order]) -> float | None:
        """What was bought in the time after `at` (UTC ms), in the store's currency, if anything."""
        own = [order for order in orders if at <= order.at <= at + LIFT_MS and order.total > 0]
        values = [self._total.value_of(order.total, order.currency) for order in own]
        return float(sum(values)) if values else None


def conversions_of(
    touched: Sequence[Touched], orders: Iterable[Order], windows: Mapping[Channel, Windows]
) -> list[Conversion]:
    """The orders that are counted for a nudge, each for one; one that was taken back is none."""
    found = (converted(None, order, touched, windows) for order in orders)
    return [each for each in found if each]


def _lift(arms: Sequence[Assigned]) -> dict[str, Any]:
    found = lift(arms)
    return {
        "treated": _arm(found.treated),
        "held_out": _arm(found.held_out),
        "mixed": found.mixed,
        "difference": found.difference,
        "low": found.low,
        "high": found.high,
    }


def _arm(arm: Any) -> dict[str, Any]:
    return {"people": arm.people, "bought": arm.bought, "value": arm.value, "rate": arm.rate}


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
