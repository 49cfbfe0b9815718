"""JSON of merchandising rules."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from functions.schemas.limits import MAX_TIME_MS, Id, Price, ShortText
from functions.schemas.recommendations import MAX_ITEMS, Placement

MAX_BODY_BYTES = 8_000
Millis = Annotated[int, Field(strict=True, ge=0, le=MAX_TIME_MS)]
Factor = Annotated[float, Field(strict=True, gt=0, le=1_000, allow_inf_nan=False)]
Ids = Annotated[list[Id], Field(max_length=200)]


class RuleFields(BaseModel):
    """A rule: its `action` concerns the items that meet all of its conditions.

    Of the rules that concern one item block beats pin, pin beats bury, bury beats boost; among
    those of one action the highest priority holds, then the id that sorts first.
    """

    model_config = ConfigDict(extra="forbid")

    action: Literal["pin", "boost", "bury", "block"]
    item_ids: Ids = Field([], description="only these items; of a pin, in this order")
    group_ids: Ids = Field(
        [], description="all variants of these products, in addition to item_ids"
    )
    category: ShortText | None = None
    brand: ShortText | None = None
    min_price: Price | None = None
    max_price: Price | None = None
    factor: Factor | None = Field(
        None,
        description="scales scores: above 1 for a boost, below for a burial, which without one "
        "sends to the end",
    )
    position: Annotated[int, Field(strict=True, ge=1, le=MAX_ITEMS)] | None = Field(
        None, description="where a pin's items begin; 1, the default, is the first place"
    )
    placements: list[Placement] = Field([], max_length=20, description="none: all of them")
    channels: list[Annotated[str, Field(max_length=32)]] = Field(
        [], max_length=20, description="none: all of them, and calls that name no channel"
    )
    active_from: Millis | None = Field(None, description="UTC ms")
    active_until: Millis | None = Field(None, description="UTC ms; from then on it holds no more")
    priority: Annotated[int, Field(strict=True, ge=-1_000, le=1_000)] = 0
    enabled: StrictBool = True
    note: ShortText | None = None


class Rule(RuleFields):
    """A rule as it is kept."""

    rule_id: str
    updated_at: int = Field(description="UTC ms")
