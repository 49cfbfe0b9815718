"""Restock subscriptions: of customers by the shop or themselves, of visitors for on-site nudges."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import Authorization, admit, key_shown
from functions.api.bodies import json_object
from functions.api.later.dependencies import AskByAddressDep, ItemNamesDep, RestockSubscriptionsDep
from functions.api.openapi import reads
from functions.api.routers import own_router
from functions.api.routes.customers import UserId
from functions.api.routes.items import ItemId
from functions.api.trust import trust_of
from functions.api.wiring import wiring_for
from functions.domain.access_key import AccessKey
from functions.domain.nudges.kinds import ON_SITE
from functions.domain.nudges.recipients.addresses import normalised
from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.person import Person, customer, is_unguessable, visitor
from functions.errors import FieldFault, Forbidden, Invalid, NotFound
from functions.schemas.faults import faults_named
from functions.schemas.limits import Id
from functions.schemas.restock import (
    MAX_BODY_BYTES,
    RestockRequest,
    RestockResponse,
    RestockSubscription,
    RestockSubscriptions,
)
from functions.services.access.trust import HEADER
from functions.services.nudges.confirmations.ask import AskByAddress

router = own_router("nudges")


def _shop_or_page(request: Request, authorization: Authorization) -> AccessKey:
    """The shop with a secret key, or a page with a publishable one that acts for its own user."""
    shown = key_shown(authorization)
    kind = wiring_for(request).key_ring.open(shown).kind
    return admit(request, shown, "nudges" if kind == "secret" else "recommendations")


Caller = Annotated[AccessKey, Depends(_shop_or_page)]


@router.post(
    "/items/{item_id}/restock-subscriptions",
    **reads(RestockRequest, NotFound),
)
async def subscribe(
    request: Request,
    item_id: ItemId,
    caller: Caller,
    restock: RestockSubscriptionsDep,
    *,
    ask: AskByAddressDep,
    names: ItemNamesDep,
) -> RestockResponse:
    """Let a person wait until an item is back; asking again keeps the place in the queue.

    A publishable key subscribes the customer of the visitor token, or a visitor with a random UUID,
    who is shown it on the site. No subscription is a consent to a channel. An `email` is asked to
    confirm, three times a day at most, and its owner waits from the confirmation on.
    """
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named(RestockRequest):
        asked = RestockRequest.model_validate(body)
    item_id = await run_in_threadpool(names.item_id, item_id)
    if asked.email is not None:
        return await _asked_by_address(ask, item_id, asked)
    person = _person(request, caller, asked.user_id, asked.anonymous_id)
    channels = tuple(dict.fromkeys(asked.channels)) if person.kind == "customer" else (ON_SITE,)
    wish = Subscription(item_id, person, 0, 0, channels, asked.location)
    made = (await run_in_threadpool(restock.subscribe, wish)).subscription
    if made is None:
        return RestockResponse(state="in_stock", subscription=None)
    subscription = RestockSubscription.from_subscription(made)
    return RestockResponse(state="active", subscription=subscription)


async def _asked_by_address(
    ask: AskByAddress, item_id: str, asked: RestockRequest
) -> RestockResponse:
    address = normalised("email", asked.email or "")
    if address is None:
        raise Invalid(FieldFault("email", "is no e-mail address"))
    if asked.user_id is not None or asked.anonymous_id is not None or asked.channels:
        raise Invalid(FieldFault("email", "stands alone: without an id, and without channels"))
    kept = await run_in_threadpool(
        lambda: ask(item_id, address, location=asked.location, language=asked.language)
    )
    return RestockResponse(state="pending" if kept else "in_stock", subscription=None)


@router.delete("/items/{item_id}/restock-subscriptions", status_code=HTTPStatus.NO_CONTENT)
def unsubscribe(
    request: Request,
    item_id: ItemId,
    caller: Caller,
    restock: RestockSubscriptionsDep,
    names: ItemNamesDep,
    *,
    user_id: Annotated[Id | None, Query()] = None,
    anonymous_id: Annotated[Id | None, Query()] = None,
) -> None:
    """End a person's subscription to an item; one that does not exist is no error."""
    restock.unsubscribe(_person(request, caller, user_id, anonymous_id), names.item_id(item_id))


@router.get("/customers/{user_id}/restock-subscriptions")
def get_customers(
    request: Request, user_id: UserId, caller: Caller, restock: RestockSubscriptionsDep
) -> RestockSubscriptions:
    """Get what a customer waits for, by secret key or by their visitor token."""
    return _listed(restock.find(_person(request, caller, user_id, None)))


@router.get("/visitors/{anonymous_id}/restock-subscriptions")
def get_visitors(
    request: Request, anonymous_id: UserId, caller: Caller, restock: RestockSubscriptionsDep
) -> RestockSubscriptions:
    """Get what a visitor waits for; with a publishable key the id must be a random UUID."""
    return _listed(restock.find(_person(request, caller, None, anonymous_id)))


def _person(
    request: Request, caller: AccessKey, user_id: str | None, anonymous_id: str | None
) -> Person:
    """The person, if the caller may act for them.

    Raises:
        Invalid: not exactly one of the two ids.
        Forbidden: the caller may not act for that person.
    """
    if (user_id is None) == (anonymous_id is None):
        raise Invalid(FieldFault("user_id", "give either user_id or anonymous_id"))
    if user_id is not None:
        if caller.kind == "publishable" and trust_of(request, caller).reader() != user_id:
            raise Forbidden(f"a publishable key acts for a customer only with their {HEADER}")
        return customer(user_id)
    if caller.kind == "publishable" and not is_unguessable(anonymous_id or ""):
        raise Forbidden("a publishable key acts for a random UUID only (version 4)")
    return visitor(anonymous_id or "")


def _listed(found: list[Subscription]) -> RestockSubscriptions:
    subscriptions = [RestockSubscription.from_subscription(each) for each in found]
    return RestockSubscriptions(subscriptions=subscriptions)
