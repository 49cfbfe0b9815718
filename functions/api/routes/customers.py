"""One customer's data, for staff of stores and call centres, by secret key only."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Query

from functions.api.auth import require
from functions.api.later.dependencies import (
    EraseDep,
    ShoppingDep,
    StoreCurrencyDep,
    TimelineDep,
    TraitRowsDep,
    UndoAliasDep,
)
from functions.api.openapi import may_answer
from functions.api.path_ids import PathId
from functions.api.routers import own_router
from functions.api.timeline_responses import linked_person, timeline_event, trait
from functions.domain.order import Order
from functions.domain.person import customer
from functions.domain.store_currency import StoreCurrency, StoreTotal
from functions.domain.traits import shown
from functions.errors import NotFound
from functions.schemas.customers import (
    Customer,
    OrderSummary,
    StoreRevenue,
    TimelinePage,
)
from functions.schemas.json_values import writable
from functions.schemas.limits import MAX_TIME_MS
from functions.schemas.shopping import OrderResponse

router = own_router("customers", Depends(require("customers")))
UserId = PathId
_LOOKED_AT = 20
_LAST_ORDERS = 3


@router.get("/customers/{user_id}", responses=may_answer(NotFound))
def get_customer(
    user_id: UserId,
    timeline: TimelineDep,
    trait_rows: TraitRowsDep,
    shopping: ShoppingDep,
    store: StoreCurrencyDep,
) -> Customer:
    """Get a customer: traits, devices, former names, last channels and orders."""
    names = timeline.names(user_id)
    current, intervals = names.user_id, names.intervals
    looked = timeline.overview(intervals, newest=_LOOKED_AT)
    newest = looked.newest
    traits, rev = trait_rows.get(customer(current))
    if not newest and not rev:
        raise NotFound(f"nothing is known of a customer {user_id}")
    orders = shopping.orders_in(looked.commerce)
    return Customer(
        user_id=current,
        traits={writable(name): trait(value) for name, value in shown(traits).items()},
        linked=[linked_person(interval) for interval in intervals[1:]],
        last_seen_at=max((event.at for event in newest), default=None),
        channels=list(dict.fromkeys(event.channel for event in newest)),
        orders=_orders(orders),
        store_revenue=_store_revenue(store, orders),
    )


@router.get("/customers/{user_id}/events")
def get_timeline(
    user_id: UserId,
    timeline: TimelineDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    before: Annotated[int | None, Query(ge=0, le=MAX_TIME_MS)] = None,
) -> TimelinePage:
    """Get a customer's events over all channels, newest first, a page at a time."""
    intervals = timeline.intervals(user_id)
    page = timeline.page(intervals, limit=limit, before=before)
    events = [timeline_event(event, intervals) for event in page.events]
    return TimelinePage(events=events, before=page.before)


@router.delete("/customers/{user_id}", status_code=HTTPStatus.NO_CONTENT)
def erase_customer(user_id: UserId, erase: EraseDep) -> None:
    """Erase a customer and their devices; an unknown customer is no error.

    After the answer every table is clean; the lake and the failure files are clean after the next
    training, at the latest after 30 days. If it fails half-way, call it again: it continues.
    A person who comes back later is a new person.
    """
    erase(user_id)


@router.delete(
    "/customers/{user_id}/aliases/{alias}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=may_answer(NotFound),
)
def undo_alias(user_id: UserId, alias: PathId, undo: UndoAliasDep) -> None:
    """Undo an alias: the joined id is a customer of its own again.

    Its events and the devices linked to this id go with it. A no to a channel or to
    personalization stays with both.
    """
    undo(user_id, alias)


def _store_revenue(store: StoreCurrency, orders: Sequence[Order]) -> StoreRevenue | None:
    if not store.code:
        return None
    total = StoreTotal(store)
    amount = sum((total.value_of(each.total, each.currency) for each in orders), Decimal(0))
    return StoreRevenue(currency=store.code, amount=amount, left_out=sorted(total.left_out))


def _orders(orders: Sequence[Order]) -> OrderSummary:
    revenue: defaultdict[str, Decimal] = defaultdict(Decimal)
    for order in orders:
        revenue[order.currency or "unknown"] += order.total
    return OrderSummary(
        count=sum(1 for order in orders if order.status in {"completed", "partly_refunded"}),
        revenue=dict(sorted(revenue.items())),
        last=[OrderResponse.from_order(order) for order in orders[:_LAST_ORDERS]],
    )
