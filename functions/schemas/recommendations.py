"""JSON of requests for recommendations, and of recommendations."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SkipValidation,
    model_validator,
)

from functions.schemas.limits import Id, Price, ShortText
from model.scoring import REASONS

Placement = Literal["home", "product", "cart", "category", "post_purchase", "email"]
MAX_ITEMS = 100
MAX_EXCLUDED = 500
MAX_CART = 100
MAX_PEOPLE = 1_000
MAX_BATCH_BYTES = 1_000_000
MAX_PLACEMENTS = 10
MAX_PAGE_BYTES = 200_000
MAX_ROTATION_S = 2_592_000  # thirty days

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


def _split(values: Any) -> Any:
    """`exclude=a&exclude=b` and `exclude=a,b` say the same."""
    if not isinstance(values, list):
        return values
    return [part for value in values for part in str(value).split(",") if part]


class Filters(BaseModel):
    """What to show; `n` defaults to ten items.

    `location` asks for what can be had there; `in_stock` false for what is sold out too.
    `diversity` spreads the list over categories and brands. `rotation_rate` draws it anew every
    `rotation_time` seconds, for each person apart. All three default to the deployment's settings.
    """

    placement: Placement
    item_id: Id | None = Field(None, description="the item of the page: at the placement `product`")
    items: Annotated[list[Id], BeforeValidator(_split), Field(max_length=MAX_CART)] = Field(
        [],
        description="at the placement `cart`: the ids of its items, separated by commas or "
        "repeated, for a shop that keeps carts itself; default: the cart of the events",
    )
    category: ShortText | None = None
    brand: ShortText | None = None
    channel: Annotated[str, Field(max_length=32)] | None = None
    min_price: Price | None = None
    max_price: Price | None = None
    location: Id | None = None
    in_stock: bool = True
    n: Annotated[int, Field(ge=1, le=MAX_ITEMS)] = 10
    exclude: Annotated[list[Id], BeforeValidator(_split), Field(max_length=MAX_EXCLUDED)] = []
    diversity: Share | None = None
    rotation_rate: Share | None = None
    rotation_time: Annotated[int, Field(ge=1, le=MAX_ROTATION_S)] | None = None


class RecommendationRequest(Filters):
    """The query string: what to show, and the person who sees it."""

    user_id: Id | None = None
    anonymous_id: Id | None = None


class Recipient(BaseModel):
    """A known customer or an anonymous visitor."""

    model_config = ConfigDict(extra="forbid")

    user_id: Id | None = None
    anonymous_id: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.user_id is None) == (self.anonymous_id is None):
            raise ValueError("name one of user_id and anonymous_id")
        return self


class RecommendationBatch(Filters):
    """The same for many people; each is looked at by itself, so that a bad one harms no other."""

    model_config = ConfigDict(extra="forbid")

    people: Annotated[list[SkipValidation[Recipient]], Field(max_length=MAX_PEOPLE)]
    cursor: str | None = None


class PageList(Filters):
    """One list of a page."""

    model_config = ConfigDict(extra="forbid")


class PageRequest(BaseModel):
    """One person's page. Earlier placements choose first; no product stands in two lists."""

    model_config = ConfigDict(extra="forbid")

    user_id: Id | None = None
    anonymous_id: Id | None = None
    placements: Annotated[list[PageList], Field(min_length=1, max_length=MAX_PLACEMENTS)]


class RecommendedItem(BaseModel):
    item_id: str
    rank: int
    score: float
    reason: str = Field(description=f"one of {', '.join(REASONS)}")
    because_item_id: str | None = Field(
        description="the item that explains the reason, if there is one"
    )
    item: dict[str, Any] | None = Field(description="the item's fields in the catalogue")


class Recommendation(BaseModel):
    recommendation_id: str
    placement: Placement
    model_version: str
    variant: str
    items: list[RecommendedItem]


class Page(BaseModel):
    """A list for each placement, in their order."""

    recommendations: list[Recommendation]
