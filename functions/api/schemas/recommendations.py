"""What a caller asks of `/v1/recommendations`, and what it gets."""

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, Field

from functions.api.schemas.limits import Id, Price, ShortText

Placement = Literal["home", "product", "cart", "category"]
MAX_ITEMS = 100
MAX_EXCLUDED = 500


def _split(values: Any) -> Any:
    """`exclude=a&exclude=b` and `exclude=a,b` say the same."""
    if not isinstance(values, list):
        return values
    return [part for value in values for part in str(value).split(",") if part]


class Wish(BaseModel):
    """The query string; `n` defaults to ten items."""

    placement: Placement
    user_id: Id | None = None
    anonymous_id: Id | None = None
    item_id: Id | None = None
    category: ShortText | None = None
    channel: Annotated[str, Field(max_length=32)] | None = None
    max_price: Price | None = None
    n: Annotated[int, Field(ge=1, le=MAX_ITEMS)] = 10
    exclude: Annotated[list[Id], BeforeValidator(_split), Query(max_length=MAX_EXCLUDED)] = []


class RecommendedItem(BaseModel):
    item_id: str
    rank: int
    score: float
    reason: str
    because: str | None = Field(description="the item that the reason stands on")
    item: dict[str, Any] | None = Field(description="what the catalogue says of the item")


class Recommendation(BaseModel):
    recommendation_id: str
    placement: Placement
    model_version: str
    variant: str
    items: list[RecommendedItem]
