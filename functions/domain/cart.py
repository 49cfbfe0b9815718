"""What is in a cart: folded from a person's cart events, or guessed from newest interactions.

The fold goes on from where it stopped: what it remembers is bounded, so that a cart can be kept as
a base and the events after it, and is the same as folded from all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from zlib import crc32

from functions.domain.event import Event, EventItem
from functions.domain.item_names import named_alike
from functions.domain.order_reports import COMPLETED, fact_of
from functions.domain.profile import Interaction

VIEWED = "Cart Viewed"
ADDS = frozenset({"Product Added", "Wishlist Product Added to Cart"})
REMOVED = "Product Removed"
NAMES = frozenset({*ADDS, REMOVED, VIEWED, COMPLETED})
# A line that was not touched for longer belongs to another purchase.
MAX_AGE_MS = 90 * 86_400_000
MAX_LINES = 100
MAX_ID_BYTES = 5_000  # of all lines' items together
# Orders that are remembered, so that a later report of one changes nothing: 2 KB of a base.
MAX_ORDERS = 400
# As a quantity taken out: all of it, when the sender does not say how many.
ALL = Decimal(0)


@dataclass(frozen=True, slots=True)
class CartLine:
    """`price` per unit as last reported; `added_at` (UTC ms) is when the item was first added.

    `group_id` is the product that the events name with the item, by which it is found, too.
    """

    item_id: str
    quantity: Decimal
    price: Decimal | None
    added_at: int
    touched_at: int
    group_id: str | None = None


@dataclass(frozen=True, slots=True)
class Cart:
    """Lines with the last one touched first; `updated_at` None for one that never had any."""

    lines: tuple[CartLine, ...] = ()
    updated_at: int | None = None


@dataclass(frozen=True, slots=True)
class CartState:
    """All that the fold remembers: lines, last touched first; digests of orders, newest last."""

    lines: tuple[CartLine, ...] = ()
    updated_at: int | None = None
    orders: tuple[int, ...] = ()


def cart_of(events: Iterable[Event], *, now: int | None = None) -> Cart:
    """Return the cart of one person after these events at `now` (UTC ms).

    Events come in any order, and each counts once.

    A person has one cart, whatever `cart_id` the events name: that of a visitor and that of the
    customer they turn out to be are one cart, too. An order empties it, once: a later report of
    the same order finds what was put in since.
    """
    return as_cart(folded(events), now=now)


def as_cart(state: CartState, *, now: int | None = None) -> Cart:
    """What of it is still a cart at `now`, UTC ms."""
    lines = (line for line in state.lines if now is None or line.touched_at >= now - MAX_AGE_MS)
    return Cart(tuple(lines), state.updated_at)


def folded(events: Iterable[Event], state: CartState = CartState()) -> CartState:
    """The state after these events, which are all later than those it stands on.

    Of two events with one message id the one received first counts.
    """
    fold = _Fold(state)
    for event in sorted(first_receipts(events), key=lambda e: e.order):
        fold.take(event)
    return fold.state()


def first_receipts(events: Iterable[Event]) -> list[Event]:
    """The events that carts are made of, each once, as received first."""
    first: dict[str, Event] = {}
    for event in events:
        if event.name in NAMES:
            known = first.setdefault(event.message_id, event)
            if (event.received_at, event.order) < (known.received_at, known.order):
                first[event.message_id] = event
    return list(first.values())


class _Fold:
    def __init__(self, state: CartState) -> None:
        self._lines = {line.item_id: line for line in reversed(state.lines)}
        self._orders = dict.fromkeys(state.orders)
        self._updated_at = state.updated_at

    def state(self) -> CartState:
        return CartState(
            tuple(reversed(self._lines.values())), self._updated_at, tuple(self._orders)
        )

    def take(self, event: Event) -> None:
        if event.name == COMPLETED:
            order = crc32(fact_of(event).encode())
            if order in self._orders:
                return
            self._remember(order)
            self._lines = {}
        elif not event.items:
            return
        else:
            self._change(event)
        self._updated_at = event.at

    def _remember(self, order: int) -> None:
        self._orders[order] = None
        if len(self._orders) > MAX_ORDERS:
            del self._orders[next(iter(self._orders))]

    def _change(self, event: Event) -> None:
        if event.name == VIEWED:
            self._lines = {}  # a snapshot: whatever came before it is in it, or is gone
        for item in event.items:
            if event.name == REMOVED:
                self._take_out(item, event.at)
            else:
                self._add(item, event.at)
        self._bound()

    def _add(self, item: EventItem, at: int) -> None:
        known = self._lines.pop(self._line_of(item), None)
        if known:
            price = known.price if item.price is None else item.price
            quantity = known.quantity + item.quantity
            line = replace(known, quantity=quantity, price=price, touched_at=at)
        else:
            line = CartLine(item.item_id, item.quantity, item.price, at, at, item.group_id)
        if line.quantity:
            self._lines[line.item_id] = line

    def _take_out(self, item: EventItem, at: int) -> None:
        known = self._lines.get(self._line_of(item))
        if known is None:
            return
        left = ALL if item.quantity == ALL else known.quantity - item.quantity
        if left > 0:
            self._lines[known.item_id] = replace(known, quantity=left, touched_at=at)
        else:
            del self._lines[known.item_id]

    def _line_of(self, item: EventItem) -> str:
        return named_alike(item, self._lines.values()) or item.item_id

    def _bound(self) -> None:
        """Leave out the lines touched longest ago, where there are more than a cart may have."""
        size = sum(len(item_id.encode()) for item_id in self._lines)
        while len(self._lines) > MAX_LINES or size > MAX_ID_BYTES:
            oldest = next(iter(self._lines))
            size -= len(oldest.encode())
            del self._lines[oldest]


def items_in_cart(interactions: Sequence[Interaction]) -> tuple[str, ...]:
    """What an answer needs of a cart, from what it has read anyway: no quantities, no snapshots.

    Items put in and not taken out since the last order, the newest first. `interactions` come
    newest first.
    """
    cart: dict[str, None] = {}
    for each in reversed(interactions):
        if each.kind in {"cart", "remove"}:
            cart.pop(each.item_id, None)
        if each.kind == "cart":
            cart[each.item_id] = None
        elif each.kind == "purchase":
            cart.clear()
    return tuple(reversed(cart))
