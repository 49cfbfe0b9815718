"""JSON of carts, wishlists and orders. Times are UTC ms, prices per unit."""

from typing import Any, Self

from pydantic import BaseModel, Field

from functions.domain.orders import Order, Status


class CartItem(BaseModel):
    item_id: str
    quantity: int
    price: float | None = Field(description="as the events reported it last")
    added_at: int
    item: dict[str, Any] | None = Field(description="the item's fields in the catalogue now")


class CartResponse(BaseModel):
    """The last changed items come first."""

    items: list[CartItem]
    updated_at: int | None


class WishedItem(BaseModel):
    item_id: str
    list: str = Field(description="which list it is on, `saved for later` for example")
    price: float | None
    added_at: int
    item: dict[str, Any] | None = Field(description="the item's fields in the catalogue now")


class WishlistResponse(BaseModel):
    """The last added items come first."""

    items: list[WishedItem]


class OrderItem(BaseModel):
    item_id: str
    quantity: int = Field(description="what is left after refunds")
    price: float | None


class OrderResponse(BaseModel):
    order_id: str
    at: int
    status: Status
    total: float = Field(description="what is left after refunds")
    currency: str | None
    channel: str
    location: str | None
    items: list[OrderItem]

    @classmethod
    def from_order(cls, order: Order) -> Self:
        lines = [
            OrderItem(item_id=line.item_id, quantity=line.quantity, price=line.price)
            for line in order.lines
        ]
        return cls(
            order_id=order.order_id,
            at=order.at,
            status=order.status,
            total=order.total,
            currency=order.currency,
            channel=order.channel,
            location=order.location,
            items=lines,
        )


class OrdersResponse(BaseModel):
    """Newest first."""

    orders: list[OrderResponse]
