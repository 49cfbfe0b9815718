"""Kinds of nudges, strongest first, and the channels they go to."""

from typing import Literal, get_args

Kind = Literal[
    "restock",
    "abandoned_checkout",
    "abandoned_cart",
    "low_stock",
    "price_drop",
    "replenishment",
    "post_purchase",
    "abandoned_browse",
    "win_back",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
# A person has at most one of these at a time; an earlier one replaces a later one.
ABANDONMENT: tuple[Kind, ...] = ("abandoned_checkout", "abandoned_cart", "abandoned_browse")
# Events start at most one sequence of these at a time, whatever it was that they are about.
ONE_AT_A_TIME: frozenset[Kind] = frozenset({*ABANDONMENT, "replenishment", "win_back"})
# Many people at once: these leave a part of the valve to the others.
BULK: frozenset[Kind] = frozenset({"restock", "low_stock", "price_drop", "win_back"})

Channel = Literal["email", "push", "whatsapp", "sms", "onsite"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
ON_SITE: Channel = "onsite"


def strength(kind: Kind) -> int:
    """Return the place of a kind, 0 for the strongest."""
    return KINDS.index(kind)


def slot_of(kind: Kind) -> str:
    """Return what the sequences of a kind take turns in: the kinds of abandonment share one."""
    return "abandonment" if kind in ABANDONMENT else kind
