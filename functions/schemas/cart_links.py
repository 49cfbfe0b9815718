"""JSON of a linked cart."""

from typing import Any

from pydantic import BaseModel, Field


class CartLinkItem(BaseModel):
    item_id: str
    quantity: int
    item: dict[str, Any] = Field(description="the item's fields in the catalogue now")


class CartLinkResponse(BaseModel):
    """`gone` are items that cannot be had now; `ended`: the link is past its time."""

    items: list[CartLinkItem]
    gone: list[str]
    ended: bool
