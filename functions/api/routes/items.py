"""The catalogue in: one item, or many at once."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.faults import faults_named
from functions.api.json_values import checked_json, name_in
from functions.api.openapi import may_answer, reads
from functions.api.schemas.items import (
    MAX_BODY_BYTES,
    MAX_ITEMS,
    Item,
    ItemEntry,
    ItemFields,
    Items,
    ItemsStored,
    RejectedItem,
)
from functions.api.schemas.limits import Id
from functions.errors import FieldFault, Invalid, NotFound, TooLarge

router = APIRouter(prefix="/v1", tags=["catalog"], dependencies=[Depends(require("catalog"))])
ItemId = Annotated[Id, PathParameter()]


@router.put("/items/{item_id}", **reads(ItemFields))
async def put_item(request: Request, item_id: ItemId) -> Item:
    """Put one item; what was said of it before is replaced."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    entry = _entry({**body, "item_id": item_id})
    (item,) = await run_in_threadpool(request.app.state.put_items, [entry])
    return Item.model_validate(item, from_attributes=True)


@router.put("/items", **reads(Items))
async def put_items(request: Request) -> ItemsStored:
    """Put up to 500 items; the good ones are stored whatever the others are."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES, apart="items")
    raw = body.get("items")
    if not isinstance(raw, list):
        raise Invalid(FieldFault("items", "must be a list of items"))
    if len(raw) > MAX_ITEMS:
        raise TooLarge(f"one call may put {MAX_ITEMS} items, not {len(raw)}")
    good, rejected = _sorted_out(raw)
    await run_in_threadpool(request.app.state.put_items, good)
    return ItemsStored(accepted=len(raw) - len(rejected), rejected=rejected)


@router.get("/items/{item_id}", responses=may_answer(NotFound))
def get_item(request: Request, item_id: ItemId) -> Item:
    """The item as the catalogue has it."""
    found = request.app.state.catalog.get([item_id]).get(item_id)
    if found is None or found.deleted:
        raise NotFound(f"there is no item {item_id}; put it first")
    return Item.model_validate(found, from_attributes=True)


@router.delete(
    "/items/{item_id}", status_code=HTTPStatus.NO_CONTENT, responses=may_answer(NotFound)
)
def delete_item(request: Request, item_id: ItemId) -> None:
    """Take an item out of the catalogue; what its stock is stays known, should it come again."""
    request.app.state.delete_item(item_id)


def _sorted_out(raw: list[Any]) -> tuple[list[ItemEntry], list[RejectedItem]]:
    good: dict[str, ItemEntry] = {}
    rejected: list[RejectedItem] = []
    for index, each in enumerate(raw):
        try:
            entry = _entry(each)
        except Invalid as error:
            fault = error.faults[0]
            rejected.append(
                RejectedItem(
                    index=index,
                    item_id=name_in(each, "item_id"),
                    field=fault.field,
                    reason=fault.reason,
                )
            )
        else:
            good[entry.item_id] = entry  # of two entries with one id the later one is the truth
    return list(good.values()), rejected


def _entry(raw: Any) -> ItemEntry:
    checked_json(raw)
    with faults_named():
        return ItemEntry.model_validate(raw)
