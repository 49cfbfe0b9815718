"""What a started checkout would buy: the products that it names, until the cart changes.

A shop may send a checkout and no cart events, and a checkout may pass the cart ("buy now").
"""

from collections.abc import Iterable
from dataclasses import replace

from functions.domain import cart
from functions.domain.event import Event
from functions.domain.order_reports import COMPLETED, fact_of

STEPS = frozenset(
    {"Checkout Started", "Checkout Step Viewed", "Checkout Step Completed", "Payment Info Entered"}
)


def last_checkout(events: Iterable[Event]) -> Event | None:
    """Return the newest step of a checkout that names products, of events in any order.

    None once a later event of the cart, or an order, shows more. A later report of one order is no
    other order.
    """
    found: Event | None = None
    orders: set[str] = set()
    for event in sorted(events, key=lambda each: each.order):
        if event.name == COMPLETED:
            found = found if fact_of(event) in orders else None
            orders.add(fact_of(event))
        elif event.items and event.name in STEPS:
            found = event
        elif event.items and event.name in cart.NAMES:
            found = None
    return found


def lines_named(checkout: Event) -> cart.Cart:
    """What a step of a checkout names, as a cart: a snapshot, like a cart that was viewed."""
    return cart.as_cart(cart.folded([replace(checkout, name=cart.VIEWED)]))
