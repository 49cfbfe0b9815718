"""The auditor's own fold of a cart. None where the facts do not decide what was in it."""

from collections.abc import Iterable

from local.simulate.auditor.facts import Fact, Facts

ADDED, REMOVED, VIEWED, BOUGHT = (
    "Product Added",
    "Product Removed",
    "Cart Viewed",
    "Order Completed",
)
CART_EVENTS = frozenset({ADDED, REMOVED, VIEWED, BOUGHT})
CHECKOUT = "Checkout Started"


def cart_of(facts: Facts, user: str, known_at: int, by: int) -> dict[str, int] | None:
    """Quantities by item at `known_at`.

    None if something that may have arrived until `by`, or may be another's, could change them.
    """
    certain = [f for f in facts.certain(user, known_at, by) if f.step.event in CART_EVENTS]
    possible = [f for f in facts.possible(user, by) if f.step.event in CART_EVENTS]
    if len(certain) != len(possible):
        return None
    return folded(certain)


def to_buy(facts: Facts, user: str, known_at: int, by: int) -> dict[str, int] | None:
    """What a reminder of a checkout may be about at `known_at`; None where that is not certain.

    It is what the checkout named, until the cart changed or an order was made; else the cart.
    """
    named = CART_EVENTS | {CHECKOUT}
    certain = [f for f in facts.certain(user, known_at, by) if f.step.event in named]
    possible = [f for f in facts.possible(user, by) if f.step.event in named]
    if len(certain) != len(possible):
        return None
    newest, orders = None, set[str]()
    for fact in certain:
        bought = fact.step.event == BOUGHT
        if bought and fact.step.order in orders:
            continue
        orders |= {fact.step.order or ""} if bought else set()
        newest = fact if bought or fact.step.lines else newest
    if newest and newest.step.event == CHECKOUT:
        return {line.item: line.quantity for line in newest.step.lines}
    return folded([fact for fact in certain if fact.step.event in CART_EVENTS])


def folded(events: Iterable[Fact]) -> dict[str, int]:
    """Quantities by item after these events, oldest first; an order empties the cart once."""
    lines: dict[str, int] = {}
    orders: set[str] = set()
    for fact in events:
        step = fact.step
        if step.event == BOUGHT:
            if step.order not in orders:
                orders.add(step.order or "")
                lines = {}
            continue
        if step.event == VIEWED and step.lines:
            lines = {}
        sign = -1 if step.event == REMOVED else 1
        for line in step.lines:
            lines[line.item] = lines.get(line.item, 0) + sign * line.quantity
            if lines[line.item] <= 0:
                del lines[line.item]
    return lines
