"""Segment's envelope and e-commerce properties, as far as Hilo reads them.

What is not named here is kept as it came. https://segment.com/docs/connections/spec/
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from functions.domain.event import EventType
from functions.schemas.limits import (
    MAX_ENTRIES,
    MAX_PRODUCTS,
    MAX_TIME_MS,
    Id,
    Name,
    Price,
    Quantity,
    ShortText,
    Traits,
)
from functions.schemas.partial_batches import Rejected

# By type: the required field, its name in JSON, and its meaning.
_NEEDED = {
    "track": ("event", "event", "the name of what happened"),
    "alias": ("previous_id", "previousId", "who userId was before"),
    "group": ("group_id", "groupId", "the group that was joined"),
}


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


class Call(BaseModel):
    """One call of a Segment library, sent alone."""

    model_config = ConfigDict(populate_by_name=True)

    message_id: Annotated[Id | None, Field(alias="messageId")] = None
    anonymous_id: Annotated[Id | None, Field(alias="anonymousId")] = None
    user_id: Annotated[Id | None, Field(alias="userId")] = None
    previous_id: Annotated[Id | None, Field(alias="previousId")] = None
    group_id: Annotated[Id | None, Field(alias="groupId")] = None
    timestamp: Time | None = None
    sent_at: Annotated[Time | None, Field(alias="sentAt")] = None
    event: Name | None = None
    name: ShortText | None = None
    properties: dict[str, Any] | None = None
    traits: Traits | None = None
    context: dict[str, Any] | None = None
    integrations: Any = None
    write_key: Annotated[str | None, Field(alias="writeKey")] = None


class Entry(Call):
    """One call among others in a batch."""

    type: EventType

    @model_validator(mode="after")
    def _says_what_its_type_is_about(self) -> Self:
        needed = _NEEDED.get(self.type)
        if needed and getattr(self, needed[0]) is None:
            raise PydanticCustomError(
                "needed", "is needed: {about}", {"field": needed[1], "about": needed[2]}
            )
        return self


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
    """A detail that was left out of an entry that is stored."""

    index: int
    field: str
    reason: str


class TrackingResponse(BaseModel):
    """What became of a call; `accepted` counts the entries that are stored, now or before."""

    success: bool = Field(True, description="false for a batch of which nothing was accepted")
    accepted: int
    rejected: list[Rejected] = []
    warnings: list[EntryWarning] = []
