"""An order as a fact: what is left of it after what came back."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from functions.domain.event import ChannelSource, EventItem
from functions.domain.order_details import NOT_REPORTED, OrderDetails

Status = Literal["completed", "partly_refunded", "refunded", "cancelled"]


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An item of an order; `quantity` is what is left of it after refunds, `price` per unit.

    `discount` is the line's share of discounts, in minor units.
    """

    item_id: str
    quantity: Decimal
    price: Decimal | None
    group_id: str | None = None
    discount: int | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund as reported: `amount` in minor units, None where the sender names none.

    `currency` is the amount's where the order has another; then it is not taken off the total.
    """

    refund_id: str
    at: int
    amount: int | None
    location: str | None
    items: tuple[EventItem, ...]
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """`total` is what is left of it after refunds; `message_ids` name the events it is made of.

    `at` is when it was made, UTC ms. `learn` is False when it was made by a crawler or by
    a person who objects to being learned from. `details` is the money as it was reported.
    """

    order_id: str
    at: int
    verified: bool
    status: Status
    lines: tuple[OrderLine, ...]
    total: Decimal
    currency: str | None
    channel: str
    location: str | None
    learn: bool
    message_ids: frozenset[str]
    channel_source: ChannelSource = "sent"
    details: OrderDetails = NOT_REPORTED
    refunds: tuple[Refund, ...] = ()
