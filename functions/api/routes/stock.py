"""Stock in and out: per item and place, one at a time or many at once."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.faults import faults_named
from functions.api.json_values import checked_json, name_in
from functions.api.openapi import may_answer, reads
from functions.api.routes.items import ItemId
from functions.api.schemas.segment import millis
from functions.api.schemas.stock import (
    MAX_AHEAD_MS,
    MAX_BODY_BYTES,
    MAX_ENTRIES,
    ItemStock,
    Level,
    RejectedStock,
    StockAnswer,
    StockEntry,
    StockFields,
    StockLevels,
    StockStored,
)
from functions.api.stock import Stored, too_many_places
from functions.domain.stock import StockLevel
from functions.errors import FieldFault, Invalid, NotFound, TooLarge

router = APIRouter(prefix="/v1", tags=["catalog"], dependencies=[Depends(require("catalog"))])


@router.put("/items/{item_id}/stock", **reads(StockFields))
async def put_item_stock(request: Request, item_id: ItemId) -> StockAnswer:
    """Say how many there are at a place. The item itself may be put later."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    said = _level({**body, "item_id": item_id}, request.app.state.clock())
    (stored,) = await run_in_threadpool(request.app.state.put_stock, [said])
    if stored.level is None:
        raise too_many_places()
    level = Level.of(stored.level)
    return StockAnswer(item_id=item_id, applied=stored.applied, **level.model_dump())


@router.put("/stock", **reads(StockLevels))
async def put_stock(request: Request) -> StockStored:
    """Say so of up to 1,000 places; the good entries are stored whatever the others are."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES, apart="stock")
    raw = body.get("stock")
    if not isinstance(raw, list):
        raise Invalid(FieldFault("stock", "must be a list of stock levels"))
    if len(raw) > MAX_ENTRIES:
        raise TooLarge(f"one call may put {MAX_ENTRIES} stock levels, not {len(raw)}")
    good, rejected = _sorted_out(raw, request.app.state.clock())
    stored = await run_in_threadpool(request.app.state.put_stock, list(good.values()))
    return _summed_up(dict(zip(good, stored, strict=True)), good, rejected)


@router.get("/items/{item_id}/stock", responses=may_answer(NotFound))
def get_item_stock(request: Request, item_id: ItemId) -> ItemStock:
    """The stock of an item, place by place; none at all means that nobody counts it."""
    levels = request.app.state.stock.of(item_id)
    if not levels:
        known = request.app.state.catalog.get([item_id]).get(item_id)
        if known is None or known.deleted:
            raise NotFound(f"there is neither an item {item_id} nor stock of it")
    return ItemStock(item_id=item_id, stock=[Level.of(level) for level in levels])


def _sorted_out(raw: list[Any], now: int) -> tuple[dict[int, StockLevel], list[RejectedStock]]:
    good: dict[int, StockLevel] = {}
    rejected: list[RejectedStock] = []
    for index, each in enumerate(raw):
        try:
            good[index] = _level(each, now)
        except Invalid as error:
            rejected.append(_rejected(index, name_in(each, "item_id"), error))
    return good, rejected


def _summed_up(
    stored: dict[int, Stored], good: dict[int, StockLevel], rejected: list[RejectedStock]
) -> StockStored:
    refused = [
        _rejected(index, good[index].item_id, too_many_places())
        for index, each in stored.items()
        if each.level is None
    ]
    return StockStored(
        accepted=len(stored) - len(refused),
        ignored=sum(1 for each in stored.values() if each.level and not each.applied),
        rejected=sorted([*rejected, *refused], key=lambda each: each.index),
    )


def _rejected(index: int, item_id: str | None, error: Invalid) -> RejectedStock:
    fault = error.faults[0]
    return RejectedStock(index=index, item_id=item_id, field=fault.field, reason=fault.reason)


def _level(raw: Any, now: int) -> StockLevel:
    checked_json(raw)
    with faults_named():
        entry = StockEntry.model_validate(raw)
    observed_at = now if entry.observed_at is None else millis(entry.observed_at)
    if observed_at > now + MAX_AHEAD_MS:
        raise Invalid(FieldFault("observed_at", "must not lie in the future; mend the clock"))
    return StockLevel(entry.item_id, entry.location, entry.quantity, observed_at)
