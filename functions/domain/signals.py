"""Interaction kinds of events, by Segment's e-commerce names.

Names are verbatim from Segment's e-commerce specification, version 2.
"""

from typing import Literal

Kind = Literal["view", "click", "wishlist", "cart", "remove", "purchase", "return"]
Family = Literal["c", "b"]

KINDS: dict[str, Kind] = {
    "Product Viewed": "view",
    "Product Clicked": "click",
    "Product Added to Wishlist": "wishlist",
    "Product Added": "cart",
    "Wishlist Product Added to Cart": "cart",
    "Product Removed": "remove",
    "Order Completed": "purchase",
    "Order Refunded": "return",
    "Order Cancelled": "return",
}

# What changes a cart, an order or a wishlist is kept apart from browsing, so that a reader of
# either never pays for the other.
COMMERCE = {
    *(name for name, kind in KINDS.items() if kind not in {"view", "click"}),
    "Product Removed from Wishlist",
    "Cart Viewed",
    "Checkout Started",
    "Checkout Step Viewed",
    "Checkout Step Completed",
    "Payment Info Entered",
    "Order Updated",
    "Coupon Applied",
}

# Only the shop itself may report a payment; a browser's claim counts as interest.
_CLAIMED: dict[Kind, Kind | None] = {"purchase": "cart", "return": None}


def kind_of(name: str) -> Kind | None:
    """The interaction an event stands for, None when it stands for none."""
    return KINDS.get(name)


def learned_kind(kind: Kind | None, *, verified: bool) -> Kind | None:
    """The same, as far as others may learn from it."""
    return kind if verified or kind is None else _CLAIMED.get(kind, kind)


def family_of(name: str) -> Family:
    """Return `c` for commerce (cart, checkout, order, wishlist), `b` for browsing."""
    return "c" if name in COMMERCE else "b"
