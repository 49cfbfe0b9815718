"""Where carts are left, and why: inferred from what a person did last before the silence.

A visit to a cart begins when something is put in, or with a checkout that names products. It ends
with an order, with an empty cart, or after a week. It counts as left when an hour passes without
activity; of several such silences the last one counts. An order afterwards means that the person
returned.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from functions.domain.cart import ADDS, REMOVED, VIEWED
from functions.domain.checkout import STEPS
from functions.domain.event import ChannelSource
from functions.domain.nudges.planning.checkout import Device, Sign
from functions.domain.order_reports import COMPLETED

Reason = Literal[
    "payment_failed",
    "coupon_refused",
    "out_of_stock",
    "shipping_shown",
    "price_compared",
    "just_browsing",
    "unknown",
]
IN_CART = "cart"
"""The step of a person who never began to check out."""

SILENCE_MS = 3_600_000
_OVER_MS = 7 * 86_400_000
# As many other items of a category that is in the cart are a comparison.
_COMPARED = 2
_BEGINS = frozenset({*ADDS, VIEWED})
_CART = frozenset({*_BEGINS, REMOVED})


@dataclass(frozen=True, slots=True)
class Line:
    """`price` per unit, None where the shop did not say."""

    item_id: str
    quantity: float = 1
    price: float | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What one event says about a cart; `at` in UTC ms. `total` is what an order came to."""

    at: int
    name: str
    channel: str
    device: Device = "unknown"
    step: str | None = None
    sign: Sign | None = None
    lines: tuple[Line, ...] = ()
    currency: str | None = None
    order_id: str | None = None
    channel_source: ChannelSource = "sent"


@dataclass(frozen=True, slots=True)
class LeftCart:
    """A cart that was left at `at` (UTC ms); `value` is what was in it.

    `order_id` is the order that followed, None where the cart is lost.
    """

    at: int
    channel: str
    device: Device
    step: str
    reason: Reason
    value: float
    currency: str | None
    order_id: str | None = None
    channel_source: ChannelSource = "sent"


def left_carts(acts: Iterable[Act], now: int) -> Iterator[LeftCart]:
    """Yield the carts that one person left, by their acts in the order of time, as of UTC ms."""
    visit: _Visit | None = None
    for act in acts:
        if visit and act.at >= visit.last.at + _OVER_MS:
            yield from visit.left()
            visit = None
        if visit is None:
            visit = _begun(act)
        else:
            yield from visit.go_on(act)
            visit = None if visit.over else visit
    if visit and now >= visit.last.at + SILENCE_MS:
        visit.fell_silent()
        yield from visit.left()


def _begun(act: Act) -> "_Visit | None":
    if act.name not in _BEGINS | STEPS or not act.lines:
        return None
    visit = _Visit(act)
    visit.take(act)
    return visit


@dataclass
class _Visit:
    last: Act
    lines: dict[str, Line] = field(default_factory=dict)
    checkout: dict[str, Line] = field(default_factory=dict)
    step: str = IN_CART
    sign: Sign | None = None
    currency: str | None = None
    others: set[str] = field(default_factory=set)
    silent: LeftCart | None = None
    over: bool = False

    def go_on(self, act: Act) -> "Iterator[LeftCart]":
        """Take one more act; what is yielded ended with it."""
        if act.at >= self.last.at + SILENCE_MS:
            self.fell_silent()
        if act.name == COMPLETED:
            self.over = True
            yield from self.left(act.order_id or "")
            return
        self.take(act)
        if not self.subject:
            self.over = True
            yield from self.left() if self.silent else ()

    def take(self, act: Act) -> None:
        self.last = act
        self.currency = act.currency or self.currency
        self.sign = act.sign or self.sign
        if act.name in _CART:
            self._change(act)
        elif act.name in STEPS:
            self.step = act.step or self.step
            self.checkout = {line.item_id: line for line in act.lines} or self.checkout
        else:
            self._compare(act)

    def _change(self, act: Act) -> None:
        if act.name == VIEWED:
            self.lines = {}
        self.checkout = {} if act.lines else self.checkout
        for line in act.lines:
            known = self.lines.pop(line.item_id, None)
            if act.name != REMOVED:
                quantity = line.quantity + (known.quantity if known else 0)
                price = known.price if line.price is None and known else line.price
                self.lines[line.item_id] = Line(line.item_id, quantity, price, line.category)
        self.others.clear()

    @property
    def subject(self) -> dict[str, Line]:
        """What would be bought: what a checkout named, until the cart changes, else the cart."""
        return self.checkout or self.lines

    def _compare(self, act: Act) -> None:
        categories = {line.category for line in self.subject.values()} - {None}
        self.others |= {
            line.item_id
            for line in act.lines
            if line.category in categories and line.item_id not in self.subject
        }

    def fell_silent(self) -> None:
        value = sum(line.quantity * (line.price or 0.0) for line in self.subject.values())
        last = self.last
        self.silent = LeftCart(
            at=last.at,
            channel=last.channel,
            device=last.device,
            step=self.step,
            reason=self._reason(),
            value=round(value, 6),
            currency=self.currency,
            channel_source=last.channel_source,
        )

    def _reason(self) -> Reason:
        """The last sign of trouble; without any, what the person did instead of checking out."""
        if self.sign:
            return self.sign
        if len(self.others) >= _COMPARED:
            return "price_compared"
        return "just_browsing" if self.step == IN_CART else "unknown"

    def left(self, order_id: str | None = None) -> Iterator[LeftCart]:
        if self.silent is None and order_id is None:
            self.fell_silent()
        if self.silent:
            yield replace(self.silent, order_id=order_id)
