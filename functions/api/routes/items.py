"""Items of the catalogue: put one or many, get and delete."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.later.dependencies import CatalogRowsDep, DeleteItemDep, PutItemsDep
from functions.api.openapi import may_answer, reads
from functions.api.path_ids import PathId
from functions.errors import FieldFault, Invalid, NotFound, TooLarge
from functions.schemas.faults import faults_named
from functions.schemas.items import (
    MAX_BODY_BYTES,
    MAX_ITEMS,
    Item,
    ItemEntry,
    ItemFields,
    Items,
    ItemsStored,
)
from functions.schemas.json_values import checked_json
from functions.schemas.partial_batches import partition_valid, rejected_items

router = APIRouter(prefix="/v1", tags=["catalog"], dependencies=[Depends(require("catalog"))])
ItemId = PathId


@router.put("/items/{item_id}", **reads(ItemFields))
async def put_item(request: Request, item_id: ItemId, put: PutItemsDep) -> Item:
    """Put one item; it replaces the stored one."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    entry = _entry({**body, "item_id": item_id})
    (item,) = await run_in_threadpool(put, [entry])
    return Item.model_validate(item, from_attributes=True)


@router.put("/items", **reads(Items))
async def put_items(request: Request, put: PutItemsDep) -> ItemsStored:
    """Put up to 500 items; valid items are stored even if others are not."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES, apart="items")
    raw = body.get("items")
    if not isinstance(raw, list):
        raise Invalid(FieldFault("items", "must be a list of items"))
    if len(raw) > MAX_ITEMS:
        raise TooLarge(f"one call may put {MAX_ITEMS} items, not {len(raw)}")
    valid, faults = partition_valid(raw, lambda _, each: _entry(each))
    # Of two entries with one id the later one counts.
    await run_in_threadpool(put, list({each.item_id: each for each in valid.values()}.values()))
    return ItemsStored(accepted=len(valid), rejected=rejected_items(raw, faults))


@router.get("/items/{item_id}", responses=may_answer(NotFound))
def get_item(item_id: ItemId, catalog: CatalogRowsDep) -> Item:
    """Get an item of the catalogue."""
    found = catalog.get([item_id]).get(item_id)
    if found is None or found.deleted:
        raise NotFound(f"there is no item {item_id}; put it first")
    return Item.model_validate(found, from_attributes=True)


@router.delete(
    "/items/{item_id}", status_code=HTTPStatus.NO_CONTENT, responses=may_answer(NotFound)
)
def delete_item(item_id: ItemId, delete: DeleteItemDep) -> None:
    """Delete an item from the catalogue; its stock is kept in case it is put again."""
    delete(item_id)


def _entry(raw: Any) -> ItemEntry:
    checked_json(raw)
    with faults_named():
        return ItemEntry.model_validate(raw)
