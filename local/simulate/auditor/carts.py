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


def cart_of(facts: Facts, user: str, known_at: int, by: int) -> dict[str, int] | None:
    """Quantities by item at `known_at`.

    None if something that may have arrived until `by`, or may be another's, could change them.
    """
    certain = [f for f in facts.certain(user, known_at, by) if f.step.event in CART_EVENTS]
    possible = [f for f in facts.possible(user, by) if f.step.event in CART_EVENTS]
    if len(certain) != len(possible):
        return None
    return folded(certain)


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
