"""JSON of items of the catalogue."""

import json
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from functions.schemas.limits import Id, Price, ShortText
from functions.schemas.partial_batches import RejectedItem

MAX_ATTRIBUTE_BYTES = 4_096
MAX_ITEMS = 500
MAX_BODY_BYTES = 5_000_000


def _bounded(attributes: dict[str, Any]) -> dict[str, Any]:
    try:
        size = len(json.dumps(attributes, ensure_ascii=False, allow_nan=False).encode())
    except ValueError as error:
        raise ValueError("must be finite numbers and valid Unicode") from error
    if size > MAX_ATTRIBUTE_BYTES:
        raise ValueError(f"may have {MAX_ATTRIBUTE_BYTES} bytes, not {size}")
    return attributes


Url = Annotated[str, Field(max_length=2_048)]


class ItemFields(BaseModel):
    """Fields of one SKU. `group_id` names the product it is a variant of."""

    model_config = ConfigDict(extra="forbid")

    title: ShortText | None = None
    group_id: Id | None = None
    category: ShortText | None = None
    brand: ShortText | None = None
    price: Price | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    url: Url | None = None
    image_url: Url | None = None
    hidden: bool = False
    attributes: Annotated[dict[str, Any], AfterValidator(_bounded)] = {}


class ItemEntry(ItemFields):
    item_id: Id


class Items(BaseModel):
    items: Annotated[list[ItemEntry], Field(max_length=MAX_ITEMS)]


class Item(ItemEntry):
    """An item as it is kept; times are UTC ms."""

    created_at: int
    version: int


class ItemsStored(BaseModel):
    accepted: int
    rejected: list[RejectedItem] = []
