"""A customer as store and call-centre staff see them."""

from typing import Any

from pydantic import BaseModel, Field

from functions.api.schemas.shopping import OrderAnswer


class LinkedPerson(BaseModel):
    """A device, a card or a former name of the customer; times are UTC ms."""

    kind: str
    id: str
    since: int
    until: int | None


class OrdersTold(BaseModel):
    """What the shop told of the customer's orders, each once; what came back is taken off."""

    count: int = Field(description="orders that stand: neither cancelled nor wholly refunded")
    revenue: dict[str, float] = Field(description="by currency; `unknown` where none was told")
    last: list[OrderAnswer] = Field(description="the newest ones, at most three")


class Customer(BaseModel):
    user_id: str
    traits: dict[str, Any]
    linked: list[LinkedPerson]
    last_seen_at: int | None = Field(description="time of the newest event, UTC ms")
    channels: list[str] = Field(description="where the newest events happened, newest first")
    orders: OrdersTold


class StoryItem(BaseModel):
    item_id: str
    quantity: int
    price: float | None


class StoryEvent(BaseModel):
    """One thing the customer did; `by` names the device or former name it came from.

    `unreadable` marks an event that is stored and cannot be shown, but for its name and time.
    """

    message_id: str
    at: int
    type: str
    name: str
    channel: str
    verified: bool
    by: LinkedPerson | None
    order_id: str | None
    location: str | None
    items: list[StoryItem]
    properties: dict[str, Any]
    unreadable: bool = False


class StoryPage(BaseModel):
    """Newest first; ask again with `before` for older ones, until it is null."""

    events: list[StoryEvent]
    before: int | None
