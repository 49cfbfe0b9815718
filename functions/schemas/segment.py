"""Segment's envelope and e-commerce properties, as the API's description shows them.

Entries are read by `functions/services/tracking`, which drops what it cannot read and keeps the
rest; what is not named here is kept as it came. https://segment.com/docs/connections/spec/
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from functions.domain.event import EventType
from functions.domain.reading.times import time_of
from functions.schemas.limits import MAX_ENTRIES, Id, Name, Price, Quantity, ShortText, Traits
from functions.schemas.partial_batches import Rejected


def _time(value: Any) -> datetime:
    return datetime.fromtimestamp(time_of(value) / 1000, UTC)


def millis(value: datetime) -> int:
    """UTC ms; a time without a zone is taken as UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1000)


Time = Annotated[datetime, BeforeValidator(_time)]


class Product(BaseModel):
    """One line; numbers may be texts in any common notation, a category may be a list."""

    product_id: Id | None = None
    sku: Id | None = None
    price: Price | None = None
    quantity: Quantity | None = None
    category: ShortText | None = None
    discount: Price | None = None


class Payment(BaseModel):
    method: ShortText | None = None
    amount: Price | None = None


class Discount(BaseModel):
    offer: ShortText | None = None
    code: ShortText | None = None
    amount: Price | None = None


class Properties(Product):
    model_config = ConfigDict(extra="allow")

    products: list[Product] = []
    order_id: Id | None = None
    location: Id | None = None
    currency: ShortText | None = None
    total: Price | None = None
    shipping: Price | None = None
    tax: Price | None = None
    coupon: ShortText | None = None
    payments: list[Payment] | None = None
    discounts: list[Discount] | None = None
    refund_id: Id | None = None


class Call(BaseModel):
    """One call of a Segment library, sent alone."""

    model_config = ConfigDict(populate_by_name=True)

    message_id: Annotated[Id | None, Field(alias="messageId")] = None
    anonymous_id: Annotated[Id | None, Field(alias="anonymousId")] = None
    user_id: Annotated[Id | None, Field(alias="userId")] = None
    previous_id: Annotated[Id | None, Field(alias="previousId")] = None
    group_id: Annotated[Id | None, Field(alias="groupId")] = None
    timestamp: Time | None = None
    original_timestamp: Annotated[Time | None, Field(alias="originalTimestamp")] = None
    sent_at: Annotated[Time | None, Field(alias="sentAt")] = None
    event: Name | None = None
    name: ShortText | None = None
    properties: Properties | None = None
    traits: Traits | None = None
    context: dict[str, Any] | None = None
    integrations: Any = None
    write_key: Annotated[str | None, Field(alias="writeKey")] = None


class Entry(Call):
    """One call among others in a batch."""

    type: EventType


class Calls(BaseModel):
    """Many calls at once; `context` and `integrations` are those of every entry without its own."""

    batch: Annotated[list[Entry], Field(max_length=MAX_ENTRIES)]
    sent_at: Annotated[Time | None, Field(alias="sentAt")] = None
    context: dict[str, Any] | None = None
    integrations: Any = None
    write_key: Annotated[str | None, Field(alias="writeKey")] = None


def is_backfill(integrations: Any) -> bool:
    """Whether `integrations.hilo.backfill` is true: history, which wakes nothing."""
    ours = integrations.get("hilo") if isinstance(integrations, dict) else None
    return isinstance(ours, dict) and ours.get("backfill") is True


class EntryWarning(BaseModel):
    """A detail that was left out of an entry that is stored; −1 stands for the call itself."""

    index: int
    field: str
    reason: str


class TrackingResponse(BaseModel):
    """What became of a call; `accepted` counts the entries that are stored, now or before."""

    success: bool = Field(True, description="false for a batch of which nothing was accepted")
    accepted: int
    rejected: list[Rejected] = []
    warnings: list[EntryWarning] = []
