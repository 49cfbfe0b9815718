"""One customer, whole: for store and call-centre staff, by secret key only."""

from collections import defaultdict
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as PathParameter

from functions.api.auth import require
from functions.api.json_values import writable
from functions.api.openapi import may_answer
from functions.api.schemas.customers import (
    Customer,
    OrdersTold,
    StoryPage,
)
from functions.api.schemas.limits import MAX_TIME_MS, Id
from functions.api.schemas.shopping import OrderAnswer
from functions.api.story_answers import linked_person, story_event, trait
from functions.domain.orders import Order
from functions.domain.person import customer
from functions.domain.traits import shown
from functions.errors import NotFound
from functions.people.story import Story

router = APIRouter(prefix="/v1", tags=["customers"], dependencies=[Depends(require("customers"))])
UserId = Annotated[Id, PathParameter()]
_LOOKED_AT = 20
_LAST_ORDERS = 3


@router.get("/customers/{user_id}", responses=may_answer(NotFound))
def get_customer(request: Request, user_id: UserId) -> Customer:
    """Who this is: traits, devices and former names, and where they were seen lately."""
    story: Story = request.app.state.story
    names = story.names(user_id)
    current, intervals = names.user_id, names.intervals
    looked = story.overview(intervals, newest=_LOOKED_AT)
    newest = looked.newest
    traits, rev = request.app.state.traits.get(customer(current))
    if not newest and not rev:
        raise NotFound(f"nothing is known of a customer {user_id}")
    return Customer(
        user_id=current,
        traits={writable(name): trait(value) for name, value in shown(traits).items()},
        linked=[linked_person(interval) for interval in intervals[1:]],
        last_seen_at=max((event.at for event in newest), default=None),
        channels=list(dict.fromkeys(event.channel for event in newest)),
        orders=_orders(request.app.state.shopping.orders_in(looked.commerce)),
    )


@router.get("/customers/{user_id}/events")
def get_story(
    request: Request,
    user_id: UserId,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    before: Annotated[int | None, Query(ge=0, le=MAX_TIME_MS)] = None,
) -> StoryPage:
    """The whole story over all channels, newest first, a page at a time."""
    story: Story = request.app.state.story
    intervals = story.intervals(user_id)
    page = story.page(intervals, limit=limit, before=before)
    events = [story_event(event, intervals) for event in page.events]
    return StoryPage(events=events, before=page.before)


@router.delete("/customers/{user_id}", status_code=HTTPStatus.NO_CONTENT)
def erase_customer(request: Request, user_id: UserId) -> None:
    """Forget a customer and their devices, whether or not anything is known of them.

    Once this is answered, every table is clean; the lake and the failure files are at the next
    training, at the latest after 30 days. Should it fail half-way, ask again: it goes on. Who
    comes back later is somebody new.
    """
    request.app.state.erase(user_id)


@router.delete(
    "/customers/{user_id}/aliases/{alias}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=may_answer(NotFound),
)
def undo_alias(request: Request, user_id: UserId, alias: Annotated[Id, PathParameter()]) -> None:
    """Make an id that was joined by an alias a customer of its own again.

    Its events, and the devices linked to that very id, go with it. A no to a channel or to
    personalization stays with both.
    """
    request.app.state.undo_alias(user_id, alias)


def _orders(orders: Sequence[Order]) -> OrdersTold:
    revenue: defaultdict[str, float] = defaultdict(float)
    for order in orders:
        revenue[order.currency or "unknown"] += order.total
    return OrdersTold(
        count=sum(1 for order in orders if order.status in {"completed", "partly_refunded"}),
        revenue={currency: round(total, 6) for currency, total in sorted(revenue.items())},
        last=[OrderAnswer.of(order) for order in orders[:_LAST_ORDERS]],
    )
