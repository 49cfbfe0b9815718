"""JSON of a customer and of their timeline."""

from typing import Any

from pydantic import BaseModel, Field

from functions.domain.event import ChannelSource
from functions.schemas.limits import Number
from functions.schemas.shopping import OrderResponse


class LinkedPerson(BaseModel):
    """A device, a card or a former name of the customer; times are UTC ms."""

    kind: str
    id: str
    since: int
    until: int | None


class OrderSummary(BaseModel):
    """The customer's orders as the shop reported them, each once and net of refunds."""

    count: int = Field(description="orders that stand: neither cancelled nor wholly refunded")
    revenue: dict[str, Number] = Field(description="by currency; `unknown` where none was given")
    last: list[OrderResponse] = Field(description="the newest ones, at most three")


class StoreRevenue(BaseModel):
    """The revenue of all currencies in the store's own, by its rates."""

    currency: str
    amount: Number
    left_out: list[str] = Field(description="currencies without a rate, which are not in it")


class Customer(BaseModel):
    user_id: str
    traits: dict[str, Any]
    linked: list[LinkedPerson]
    last_seen_at: int | None = Field(description="time of the newest event, UTC ms")
    channels: list[str] = Field(description="where the newest events happened, newest first")
    orders: OrderSummary
    store_revenue: StoreRevenue | None = Field(
        None, description="null where the store has no currency of its own"
    )


class TimelineItem(BaseModel):
    item_id: str
    quantity: Number
    price: Number | None


class TimelineEvent(BaseModel):
    """One thing the customer did; `by` names the device or former name it came from.

    `unreadable` marks an event that is stored and cannot be shown, but for its name and time.
    """

    message_id: str
    at: int
    type: str
    name: str
    channel: str
    channel_source: ChannelSource = Field(description="how the channel is known")
    verified: bool
    by: LinkedPerson | None
    order_id: str | None
    location: str | None
    items: list[TimelineItem]
    properties: dict[str, Any]
    unreadable: bool = False


class TimelinePage(BaseModel):
    """Newest first; ask again with `before` for older ones, until it is null."""

    events: list[TimelineEvent]
    before: int | None
