"""JSON of items of the catalogue."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from functions.schemas.limits import Id, Price, Quantity, ShortText
from functions.schemas.partial_batches import RejectedItem
from functions.schemas.segment import EntryWarning, Time

MAX_ATTRIBUTE_BYTES = 4_096
MAX_ITEMS = 10_000
MAX_ALIASES = 20
MAX_BODY_BYTES = 5_000_000


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
    attributes: dict[str, Any] = {}
    aliases: Annotated[tuple[Id, ...], Field(max_length=MAX_ALIASES)] = ()


class ItemEntry(ItemFields):
    item_id: Id


class ItemRequest(ItemFields):
    """An item as a shop writes it. What cannot be read is left out and named in `warnings`."""

    prices: Annotated[dict[str, Price], Field(description="prices by currency")] = {}
    sale_price: Annotated[
        Price | None, Field(description="asked in place of `price` while the sale lasts")
    ] = None
    sale_from: Time | None = None
    sale_until: Time | None = None
    availability: Annotated[
        str | None,
        Field(description="a word of schema.org, InStock for example"),
    ] = None
    quantity: Annotated[Quantity | None, Field(description="how many there are online")] = None
    gtin: Annotated[Id | None, Field(description="a bar code, by which the item is found")] = None


class ItemRequestEntry(ItemRequest):
    item_id: Id


class Items(BaseModel):
    items: Annotated[list[ItemRequestEntry], Field(max_length=MAX_ITEMS)]


class Item(ItemEntry):
    """An item as it is kept; times are UTC ms."""

    created_at: int
    version: int


class ItemWithWarnings(Item):
    """An item, and what was left out of it."""

    warnings: list[EntryWarning]


class ItemsStored(BaseModel):
    accepted: int
    rejected: list[RejectedItem] = []
    warnings: list[EntryWarning] = []
