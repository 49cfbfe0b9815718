"""Segment's envelope and e-commerce properties, as far as Hilo reads them.

What is not named here is kept as it came. https://segment.com/docs/connections/spec/
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from functions.api.schemas.limits import (
    MAX_PRODUCTS,
    MAX_TIME_MS,
    Id,
    Name,
    Price,
    Quantity,
    ShortText,
)


def _in_range(value: datetime) -> datetime:
    if not 0 <= millis(value) < MAX_TIME_MS:
        raise ValueError("must lie between 1970 and 2100")
    return value


def millis(value: datetime) -> int:
    """UTC ms; a time without a zone is taken as UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1000)


Time = Annotated[datetime, AfterValidator(_in_range)]


class Product(BaseModel):
    product_id: Id | None = None
    sku: Id | None = None
    price: Price | None = None
    quantity: Quantity | None = None
    category: ShortText | None = None


class Properties(Product):
    products: Annotated[list[Product], Field(max_length=MAX_PRODUCTS)] = []
    order_id: Id | None = None
    location: Id | None = None


class Entry(BaseModel):
    """One call of a Segment library."""

    model_config = ConfigDict(populate_by_name=True)

    type: Literal["track", "identify", "page", "screen"]
    message_id: Annotated[Id | None, Field(alias="messageId")] = None
    anonymous_id: Annotated[Id | None, Field(alias="anonymousId")] = None
    user_id: Annotated[Id | None, Field(alias="userId")] = None
    timestamp: Time | None = None
    sent_at: Annotated[Time | None, Field(alias="sentAt")] = None
    event: Name | None = None
    name: ShortText | None = None
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None
    context: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _track_names_its_event(self) -> Self:
        if self.type == "track" and self.event is None:
            raise ValueError("a track needs event, the name of what happened")
        return self


class Rejected(BaseModel):
    """An entry that was not stored and never will be as it is."""

    index: int
    field: str
    reason: str


class Intake(BaseModel):
    """What became of a call; `accepted` counts the entries that are stored, now or before."""

    success: bool = True
    accepted: int
    rejected: list[Rejected] = []
