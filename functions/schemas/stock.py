"""JSON of stock levels."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from functions.domain.stock import ONLINE, StockLevel
from functions.schemas.limits import Id, Number, Quantity
from functions.schemas.partial_batches import RejectedItem
from functions.schemas.segment import Time

MAX_ENTRIES = 1_000
MAX_BODY_BYTES = 1_000_000
# A clock that runs ahead would keep every true observation out until then.
MAX_AHEAD_MS = 600_000


class StockFields(BaseModel):
    """`observed_at` (ISO 8601) is when it was counted; by default, when the call arrives.

    With `backorder` the quantity can be ordered and is not in stock: no one is notified of it.
    """

    model_config = ConfigDict(extra="forbid")

    location: Id = ONLINE
    quantity: Quantity
    observed_at: Time | None = None
    backorder: StrictBool = False


class StockEntry(StockFields):
    item_id: Id


class StockLevels(BaseModel):
    stock: Annotated[list[StockEntry], Field(max_length=MAX_ENTRIES)]


class Level(BaseModel):
    location: str
    quantity: Number
    observed_at: datetime
    backorder: bool = False
    unreadable: bool = Field(
        False, description="the stored level cannot be read; it counts as sold out until put again"
    )

    @classmethod
    def from_stock_level(cls, level: StockLevel) -> "Level":
        at = datetime.fromtimestamp(level.observed_at / 1000, UTC)
        return cls(
            location=level.location,
            quantity=level.quantity,
            observed_at=at,
            backorder=level.backorder,
            unreadable=level.unreadable,
        )


class StockResponse(Level):
    """The level in force; `applied` is false if it was observed later than the one just put."""

    item_id: str
    applied: bool


class ItemStock(BaseModel):
    item_id: str
    stock: list[Level]


class StockStored(BaseModel):
    accepted: int
    ignored: Annotated[int, Field(description="of those, older than what was known")] = 0
    rejected: list[RejectedItem] = []
