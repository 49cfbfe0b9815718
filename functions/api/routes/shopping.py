"""Carts, for their owners and the shop; wishlists and orders, for the shop."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Depends, Request

from functions.api.auth import Authorization, admit, key_shown, require
from functions.api.later.dependencies import CatalogRowsDep, ShoppingDep
from functions.api.routers import own_router
from functions.api.routes.customers import UserId
from functions.api.trust import trust_of
from functions.api.wiring import wiring_for
from functions.domain.access_key import AccessKey
from functions.domain.cart import Cart
from functions.domain.person import is_unguessable
from functions.errors import Forbidden
from functions.schemas.items import Item
from functions.schemas.shopping import (
    CartItem,
    CartResponse,
    OrderResponse,
    OrdersResponse,
    WishedItem,
    WishlistResponse,
)
from functions.services.access.trust import HEADER
from functions.storage.catalog import CatalogRows

router = own_router("customers")
_SECRET = [Depends(require("customers"))]


def _owner_or_shop(request: Request, authorization: Authorization) -> AccessKey:
    """The shop with a secret key, or a page with a publishable one that shows its own."""
    shown = key_shown(authorization)
    kind = wiring_for(request).key_ring.open(shown).kind
    return admit(request, shown, "customers" if kind == "secret" else "recommendations")


Caller = Annotated[AccessKey, Depends(_owner_or_shop)]


@router.get("/customers/{user_id}/cart")
def get_cart(
    request: Request,
    user_id: UserId,
    caller: Caller,
    shopping: ShoppingDep,
    catalog: CatalogRowsDep,
) -> CartResponse:
    """Get the customer's cart over all devices, by secret key or by their visitor token."""
    if caller.kind == "publishable" and trust_of(request, caller).reader() != user_id:
        raise Forbidden(f"a publishable key reads a customer's cart only with their {HEADER}")
    return _cart(catalog, shopping.cart(user_id))


@router.get("/visitors/{anonymous_id}/cart")
def get_visitors_cart(
    anonymous_id: UserId, caller: Caller, shopping: ShoppingDep, catalog: CatalogRowsDep
) -> CartResponse:
    """Get the cart of one device, without those of the customer it is linked to.

    With a publishable key the id must be a random UUID: any other could be guessed.
    """
    if caller.kind == "publishable" and not is_unguessable(anonymous_id):
        raise Forbidden("a publishable key reads the cart of a random UUID only (version 4)")
    return _cart(catalog, shopping.visitors_cart(anonymous_id))


@router.get("/customers/{user_id}/wishlist", dependencies=_SECRET)
def get_wishlist(
    user_id: UserId, shopping: ShoppingDep, catalog: CatalogRowsDep
) -> WishlistResponse:
    """Get the items on all wishlists of the customer."""
    entries = shopping.wishlist(user_id)
    items = _items(catalog, (entry.item_id for entry in entries))
    return WishlistResponse(
        items=[
            WishedItem(
                item_id=entry.item_id,
                list=entry.list,
                price=entry.price,
                added_at=entry.added_at,
                item=items.get(entry.item_id),
            )
            for entry in entries
        ]
    )


@router.get("/customers/{user_id}/orders", dependencies=_SECRET)
def get_orders(user_id: UserId, shopping: ShoppingDep) -> OrdersResponse:
    """Get the customer's orders as the shop reported them, each once and net of refunds."""
    return OrdersResponse(
        orders=[OrderResponse.from_order(order) for order in shopping.orders(user_id)]
    )


def _cart(catalog: CatalogRows, cart: Cart) -> CartResponse:
    items = _items(catalog, (line.item_id for line in cart.lines))
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
    return CartResponse(items=lines, updated_at=cart.updated_at)


def _items(catalog: CatalogRows, item_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the public fields of these items, without deleted and hidden ones."""
    found = catalog.get(list(item_ids))
    return {
        item_id: Item.model_validate(item, from_attributes=True).model_dump()
        for item_id, item in found.items()
        if not item.deleted and not item.hidden
    }
