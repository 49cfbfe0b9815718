"""JSON of carts, wishlists and orders. Times are UTC ms, prices per unit."""

from typing import Any, Self

from pydantic import BaseModel, Field

from functions.domain.event import ChannelSource
from functions.domain.money import places_of
from functions.domain.order import Order, Refund, Status
from functions.schemas.limits import Number


class CartItem(BaseModel):
    item_id: str
    quantity: Number
    price: Number | None = Field(description="as the events reported it last")
    added_at: int
    item: dict[str, Any] | None = Field(description="the item's fields in the catalogue now")


class CartResponse(BaseModel):
    """The last changed items come first."""

    items: list[CartItem]
    updated_at: int | None


class WishedItem(BaseModel):
    item_id: str
    list: str = Field(description="which list it is on, `saved for later` for example")
    price: Number | None
    added_at: int
    item: dict[str, Any] | None = Field(description="the item's fields in the catalogue now")


class WishlistResponse(BaseModel):
    """The last added items come first."""

    items: list[WishedItem]


class OrderItem(BaseModel):
    item_id: str
    quantity: Number = Field(description="what is left after refunds")
    price: Number | None
    discount: int | None = Field(description="the line's share of discounts, in the minor unit")


class PaymentResponse(BaseModel):
    method: str | None
    amount: int | None


class DiscountResponse(BaseModel):
    offer: str | None
    code: str | None
    amount: int | None


class RefundedItem(BaseModel):
    item_id: str
    quantity: Number


class RefundResponse(BaseModel):
    refund_id: str
    at: int
    amount: int | None
    currency: str | None = Field(None, description="of the amount, where it is not the order's")
    location: str | None
    items: list[RefundedItem]

    @classmethod
    def from_refund(cls, refund: Refund) -> Self:
        return cls(
            refund_id=refund.refund_id,
            at=refund.at,
            amount=refund.amount,
            currency=refund.currency,
            location=refund.location,
            items=[RefundedItem(item_id=i.item_id, quantity=i.quantity) for i in refund.items],
        )


class OrderMoney(BaseModel):
    """The order's money as it was reported, in whole minor units; null where it was not.

    An amount of 1250 at `minor_unit_places` 2 is 12.50.
    """

    minor_unit_places: int
    total: int | None
    shipping: int | None
    tax: int | None
    discount: int | None
    payments: list[PaymentResponse] | None
    discounts: list[DiscountResponse] | None
    refunds: list[RefundResponse]

    @classmethod
    def from_order(cls, order: Order) -> Self:
        known = order.details
        return cls(
            minor_unit_places=places_of(order.currency),
            total=known.total,
            shipping=known.shipping,
            tax=known.tax,
            discount=known.discount,
            payments=None
            if known.payments is None
            else [PaymentResponse(method=p.method, amount=p.amount) for p in known.payments],
            discounts=None
            if known.discounts is None
            else [
                DiscountResponse(offer=d.offer, code=d.code, amount=d.amount)
                for d in known.discounts
            ],
            refunds=[RefundResponse.from_refund(each) for each in order.refunds],
        )


class OrderResponse(BaseModel):
    order_id: str
    at: int
    status: Status
    total: Number = Field(description="what is left after refunds")
    currency: str | None
    channel: str
    channel_source: ChannelSource = Field(description="how the channel is known")
    location: str | None
    items: list[OrderItem]
    money: OrderMoney

    @classmethod
    def from_order(cls, order: Order) -> Self:
        lines = [
            OrderItem(
                item_id=line.item_id,
                quantity=line.quantity,
                price=line.price,
                discount=line.discount,
            )
            for line in order.lines
        ]
        return cls(
            order_id=order.order_id,
            at=order.at,
            status=order.status,
            total=order.total,
            currency=order.currency,
            channel=order.channel,
            channel_source=order.channel_source,
            location=order.location,
            items=lines,
            money=OrderMoney.from_order(order),
        )


class OrdersResponse(BaseModel):
    """Newest first."""

    orders: list[OrderResponse]
