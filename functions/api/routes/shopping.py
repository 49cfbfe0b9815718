"""Carts, which their owners may read from a page; wishlists and orders, for the shop."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from functions.api.auth import Authorization, admit, key_shown, require
from functions.api.routes.customers import UserId
from functions.api.schemas.items import Item
from functions.api.schemas.shopping import (
    CartAnswer,
    CartItem,
    OrderAnswer,
    OrdersAnswer,
    WishedItem,
    WishlistAnswer,
)
from functions.api.trust import HEADER, trust_of
from functions.domain.access_key import AccessKey
from functions.domain.cart import Cart
from functions.domain.person import is_unguessable
from functions.errors import Forbidden
from functions.people.shopping import Shopping

router = APIRouter(prefix="/v1", tags=["customers"])
_SECRET = [Depends(require("customers"))]


def _owner_or_shop(request: Request, authorization: Authorization) -> AccessKey:
    """The shop with a secret key, or a page with a publishable one that shows its own."""
    shown = key_shown(authorization)
    kind = request.app.state.key_ring.open(shown).kind
    return admit(request, shown, "customers" if kind == "secret" else "recommendations")


Caller = Annotated[AccessKey, Depends(_owner_or_shop)]


@router.get("/customers/{user_id}/cart")
def get_cart(request: Request, user_id: UserId, caller: Caller) -> CartAnswer:
    """The customer's cart over all of their devices: by secret key, or by their visitor token."""
    if caller.kind == "publishable" and trust_of(request, caller).reader() != user_id:
        raise Forbidden(f"a publishable key reads a customer's cart only with their {HEADER}")
    return _cart(request, _shopping(request).cart(user_id))


@router.get("/visitors/{anonymous_id}/cart")
def get_visitors_cart(request: Request, anonymous_id: UserId, caller: Caller) -> CartAnswer:
    """What was put into the cart on one device, and nothing of whoever it is linked to.

    With a publishable key the id must be a random UUID: any other could be guessed.
    """
    if caller.kind == "publishable" and not is_unguessable(anonymous_id):
        raise Forbidden("a publishable key reads the cart of a random UUID only (version 4)")
    return _cart(request, _shopping(request).visitors_cart(anonymous_id))


@router.get("/customers/{user_id}/wishlist", dependencies=_SECRET)
def get_wishlist(request: Request, user_id: UserId) -> WishlistAnswer:
    """What the customer put aside, on whichever list."""
    wishes = _shopping(request).wishes(user_id)
    items = _items(request, (wish.item_id for wish in wishes))
    return WishlistAnswer(
        items=[
            WishedItem(
                item_id=wish.item_id,
                list=wish.list,
                price=wish.price,
                added_at=wish.added_at,
                item=items.get(wish.item_id),
            )
            for wish in wishes
        ]
    )


@router.get("/customers/{user_id}/orders", dependencies=_SECRET)
def get_orders(request: Request, user_id: UserId) -> OrdersAnswer:
    """The customer's orders as the shop told them, each once; what came back is taken off."""
    return OrdersAnswer(
        orders=[OrderAnswer.of(order) for order in _shopping(request).orders(user_id)]
    )


def _cart(request: Request, cart: Cart) -> CartAnswer:
    items = _items(request, (line.item_id for line in cart.lines))
    lines = [
        CartItem(
            item_id=line.item_id,
            quantity=line.quantity,
            price=line.price,
            added_at=line.added_at,
            item=items.get(line.item_id),
        )
        for line in cart.lines
    ]
    return CartAnswer(items=lines, updated_at=cart.updated_at)


def _items(request: Request, item_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What the catalogue shows anybody of these items; nothing of those it took out."""
    found = request.app.state.catalog.get(list(item_ids))
    return {
        item_id: Item.model_validate(item, from_attributes=True).model_dump()
        for item_id, item in found.items()
        if not item.deleted and not item.hidden
    }


def _shopping(request: Request) -> Shopping:
    shopping: Shopping = request.app.state.shopping
    return shopping
