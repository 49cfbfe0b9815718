"""Items of the catalogue: put one or many, get and delete."""

from http import HTTPStatus

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.later.dependencies import (
    CatalogRowsDep,
    DeleteItemDep,
    ItemNamesDep,
    PutEntriesDep,
)
from functions.api.openapi import may_answer, reads
from functions.api.path_ids import PathId
from functions.api.routers import own_router
from functions.errors import FieldFault, Invalid, NotFound, TooLarge
from functions.schemas.items import (
    MAX_BODY_BYTES,
    MAX_ITEMS,
    Item,
    ItemRequest,
    Items,
    ItemsStored,
    ItemWithWarnings,
)
from functions.schemas.partial_batches import rejected_items

router = own_router("catalog", Depends(require("catalog")))
ItemId = PathId


@router.put("/items/{item_id}", **reads(ItemRequest))
async def put_item(
    request: Request, item_id: ItemId, put: PutEntriesDep
) -> ItemWithWarnings | Item:
    """Put one item; it replaces the stored one. What cannot be read is left out and named."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES, apart=None)
    stored = await run_in_threadpool(put, [{**body, "item_id": item_id}])
    if stored.faults:
        raise Invalid(*stored.faults.values())
    item = Item.model_validate(stored.items[0], from_attributes=True)
    if not stored.warnings:
        return item
    return ItemWithWarnings(**item.model_dump(), warnings=stored.warnings)


@router.put("/items", **reads(Items))
async def put_items(request: Request, put: PutEntriesDep) -> ItemsStored:
    """Put up to 10,000 items; valid items are stored even if others are not.

    A call that failed, or got no answer as it took longer than 29 s, may be sent again as it is:
    what was stored is not written again.
    """
    body = await json_object(request, max_bytes=MAX_BODY_BYTES, apart="items")
    raw = body.get("items")
    if not isinstance(raw, list):
        raise Invalid(FieldFault("items", "must be a list of items"))
    if len(raw) > MAX_ITEMS:
        raise TooLarge(f"one call may put {MAX_ITEMS} items, not {len(raw)}; send several calls")
    stored = await run_in_threadpool(put, raw)
    return ItemsStored(
        accepted=len(stored.items),
        rejected=rejected_items(raw, stored.faults),
        warnings=list(stored.warnings),
    )


@router.get("/items/{item_id}", responses=may_answer(NotFound))
def get_item(item_id: ItemId, catalog: CatalogRowsDep, names: ItemNamesDep) -> Item:
    """Get an item of the catalogue, by its id or an alias."""
    own_id = names.item_id(item_id)
    found = catalog.get([own_id]).get(own_id)
    if found is None or found.deleted:
        raise NotFound(f"there is no item {item_id}; put it first")
    return Item.model_validate(found, from_attributes=True)


@router.delete(
    "/items/{item_id}", status_code=HTTPStatus.NO_CONTENT, responses=may_answer(NotFound)
)
def delete_item(item_id: ItemId, delete: DeleteItemDep) -> None:
    """Delete an item, by its id or an alias; its stock is kept in case it is put again."""
    delete(item_id, or_alias=True)
