"""What a linked cart still has, for the shop's page of the cart."""

from typing import Annotated

from fastapi import Depends
from fastapi import Path as PathParameter

from functions.api.auth import require
from functions.api.later.dependencies import CartLinksDep
from functions.api.openapi import may_answer
from functions.api.routers import own_router
from functions.domain.nudges.messages.sealed import MAX_LENGTH
from functions.errors import NotFound
from functions.schemas.cart_links import CartLinkItem, CartLinkResponse
from functions.schemas.items import Item

router = own_router("nudges", Depends(require("recommendations")))


@router.get("/cart-links/{token}", responses=may_answer(NotFound))
def get_cart_link(
    token: Annotated[str, PathParameter(max_length=MAX_LENGTH)], carts: CartLinksDep
) -> CartLinkResponse:
    """Get what of a linked cart can be had now. A link that has ended shows it, too, and says so.

    The page of the cart finds the token in its address, as `hilo_cart`. It names no person.
    """
    cart = carts.find(token)
    return CartLinkResponse(
        items=[
            CartLinkItem(
                item_id=line.item.item_id,
                quantity=line.quantity,
                item=Item.model_validate(line.item, from_attributes=True).model_dump(),
            )
            for line in cart.lines
        ],
        gone=list(cart.gone),
        ended=cart.ended,
    )
