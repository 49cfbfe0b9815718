"""What is in a cart: folded from a person's cart events, or guessed from newest interactions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from functions.domain.clock_skew import MAX_SKEW_MS
from functions.domain.event import Event, EventItem
from functions.domain.orders import COMPLETED, fact_of
from functions.domain.profile import Interaction

VIEWED = "Cart Viewed"
ADDS = frozenset({"Product Added", "Wishlist Product Added to Cart"})
REMOVED = "Product Removed"
NAMES = frozenset({*ADDS, REMOVED, VIEWED, COMPLETED})
# Longer ago is another purchase.
MAX_AGE_MS = 90 * 86_400_000
# Within this much the second report of an order may follow the first.
_REPORTED_WITHIN_MS = 86_400_000
# As a quantity taken out: all of it, when the sender does not say how many.
ALL = 0


@dataclass(frozen=True, slots=True)
class CartLine:
    """`price` per unit as last told; `added_at` when the item came in, as far as told, UTC ms."""

    item_id: str
    quantity: int
    price: float | None
    added_at: int


@dataclass(frozen=True, slots=True)
class Cart:
    """Lines with the last one touched first; `updated_at` None for one that never had any."""

    lines: tuple[CartLine, ...] = ()
    updated_at: int | None = None


def cart_of(events: Iterable[Event]) -> Cart:
    """The cart of one person after these events, in any order and each counted once.

    A person has one cart, whatever `cart_id` the events name: that of a visitor and that of the
    customer they turn out to be are one cart, too. An order empties it, once: a later report of
    the same order finds what was put in since.
    """
    told = {event.message_id: event for event in events if event.name in NAMES}
    lines: dict[str, CartLine] = {}
    orders: set[str] = set()
    updated_at: int | None = None
    for event in sorted(told.values(), key=lambda e: (e.at, e.message_id)):
        if event.name == COMPLETED:
            if fact_of(event) in orders:
                continue
            orders.add(fact_of(event))
        elif not event.items:
            continue
        lines = _after(lines, event)
        updated_at = event.at
    return Cart(tuple(reversed(lines.values())), updated_at)


def reaches_back(newest_first: Iterable[Event], *, now: int) -> list[Event]:
    """The events that the cart of now stands on: back to the last reset, and 90 days at most.

    A day past an order, which may have been reported before. `newest_first` may be off by
    `MAX_SKEW_MS`, as keys are.
    """
    bound = now - MAX_AGE_MS
    ordered = False
    found: list[Event] = []
    for event in newest_first:
        if event.at < bound - MAX_SKEW_MS:
            break
        if event.at < bound:
            continue
        found.append(event)
        if event.name == COMPLETED:
            bound, ordered = max(bound, event.at - _REPORTED_WITHIN_MS), True
        elif event.name == VIEWED and event.items and not ordered:
            bound = max(bound, event.at)
    return found


def _after(lines: dict[str, CartLine], event: Event) -> dict[str, CartLine]:
    if event.name == COMPLETED:
        return {}
    if event.name == VIEWED:
        lines = {}  # a snapshot: whatever came before it is in it, or is gone
    after = dict(lines)
    for item in event.items:
        if event.name == REMOVED:
            _take_out(after, item)
        else:
            _add(after, item, event.at)
    return after


def _add(lines: dict[str, CartLine], item: EventItem, at: int) -> None:
    known = lines.pop(item.item_id, None)
    if known:
        price = known.price if item.price is None else item.price
        line = replace(known, quantity=known.quantity + item.quantity, price=price)
    else:
        line = CartLine(item.item_id, item.quantity, item.price, at)
    if line.quantity:
        lines[item.item_id] = line


def _take_out(lines: dict[str, CartLine], item: EventItem) -> None:
    known = lines.get(item.item_id)
    if known is None:
        return
    left = 0 if item.quantity == ALL else known.quantity - item.quantity
    if left > 0:
        lines[item.item_id] = replace(known, quantity=left)
    else:
        del lines[item.item_id]


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
