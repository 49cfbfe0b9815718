"""Stock levels by item and location: put one or many, and get."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.dependencies import ClockDep
from functions.api.later.dependencies import (
    CatalogRowsDep,
    ItemNamesDep,
    PutStockDep,
    StockRowsDep,
)
from functions.api.openapi import may_answer, reads
from functions.api.routers import own_router
from functions.api.routes.items import ItemId
from functions.domain.stock import StockLevel
from functions.errors import FieldFault, Invalid, NotFound, TooLarge
from functions.schemas.faults import faults_named
from functions.schemas.json_values import checked_json
from functions.schemas.partial_batches import RejectedItem, partition_valid, rejected_items
from functions.schemas.segment import millis
from functions.schemas.stock import (
    MAX_AHEAD_MS,
    MAX_BODY_BYTES,
    MAX_ENTRIES,
    ItemStock,
    Level,
    StockEntry,
    StockFields,
    StockLevels,
    StockResponse,
    StockStored,
)
from functions.services.catalogue.item_names import ItemNames
from functions.services.catalogue.stock import Stored, too_many_places

router = own_router("catalog", Depends(require("catalog")))


@router.put("/items/{item_id}/stock", **reads(StockFields))
async def put_item_stock(
    request: Request, item_id: ItemId, put: PutStockDep, names: ItemNamesDep, clock: ClockDep
) -> StockResponse:
    """Set an item's stock at a location. The item itself may be put later."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    observed = _level({**body, "item_id": item_id}, clock())
    (stored,) = await run_in_threadpool(lambda: put(_named([observed], names)))
    if stored.level is None:
        raise too_many_places()
    level = Level.from_stock_level(stored.level)
    return StockResponse(item_id=stored.level.item_id, applied=stored.applied, **level.model_dump())


@router.put("/stock", **reads(StockLevels))
async def put_stock(
    request: Request, put: PutStockDep, names: ItemNamesDep, clock: ClockDep
) -> StockStored:
    """Set up to 1,000 stock levels; valid entries are stored even if others are not."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES, apart="stock")
    raw = body.get("stock")
    if not isinstance(raw, list):
        raise Invalid(FieldFault("stock", "must be a list of stock levels"))
    if len(raw) > MAX_ENTRIES:
        raise TooLarge(f"one call may put {MAX_ENTRIES} stock levels, not {len(raw)}")
    now = clock()
    valid, faults = partition_valid(raw, lambda _, each: _level(each, now))
    done = await run_in_threadpool(lambda: put(_named(list(valid.values()), names)))
    stored = dict(zip(valid, done, strict=True))
    return _summed_up(stored, [*rejected_items(raw, faults), *_refused(valid, stored)])


@router.get("/items/{item_id}/stock", responses=may_answer(NotFound))
def get_item_stock(
    item_id: ItemId, stock: StockRowsDep, catalog: CatalogRowsDep, names: ItemNamesDep
) -> ItemStock:
    """Get an item's stock at each location; an empty list means that it is not counted."""
    item_id = names.item_id(item_id)
    levels = stock.find(item_id)
    if not levels:
        known = catalog.get([item_id]).get(item_id)
        if known is None or known.deleted:
            raise NotFound(f"there is neither an item {item_id} nor stock of it")
    return ItemStock(item_id=item_id, stock=[Level.from_stock_level(level) for level in levels])


def _named(levels: Sequence[StockLevel], names: ItemNames) -> list[StockLevel]:
    """The levels under the items' own ids, where they are counted by other names, bar codes say."""
    known = names.find([level.item_id for level in levels])
    return [
        replace(level, item_id=known[level.item_id].item_id) if level.item_id in known else level
        for level in levels
    ]


def _refused(valid: dict[int, StockLevel], stored: dict[int, Stored]) -> list[RejectedItem]:
    fault = too_many_places().faults[0]
    return [
        RejectedItem.from_fault(index, fault, item_id=valid[index].item_id)
        for index, each in stored.items()
        if each.level is None
    ]


def _summed_up(stored: dict[int, Stored], rejected: list[RejectedItem]) -> StockStored:
    return StockStored(
        accepted=sum(1 for each in stored.values() if each.level),
        ignored=sum(1 for each in stored.values() if each.level and not each.applied),
        rejected=sorted(rejected, key=lambda each: each.index),
    )


def _level(raw: Any, now: int) -> StockLevel:
    checked_json(raw)
    with faults_named(StockEntry):
        entry = StockEntry.model_validate(raw)
    observed_at = now if entry.observed_at is None else millis(entry.observed_at)
    if observed_at > now + MAX_AHEAD_MS:
        raise Invalid(FieldFault("observed_at", "must not lie in the future; set the clock right"))
    return StockLevel(
        entry.item_id, entry.location, entry.quantity, observed_at, backorder=entry.backorder
    )
