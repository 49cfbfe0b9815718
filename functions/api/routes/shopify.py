"""Shopify's webhooks, which its signature opens, and the secret that makes the signature."""

import json
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object, received
from functions.api.later.dependencies import ReceiveShopifyDep, ShopifySecretDep
from functions.api.openapi import reads
from functions.api.query_names import QueryNames
from functions.api.routers import keyed_router
from functions.domain.shopify.signature import is_signed
from functions.errors import FieldFault, Invalid, Malformed, Unauthorized
from functions.schemas.faults import faults_named
from functions.schemas.json_values import is_too_deep
from functions.schemas.shopify import MAX_BODY_BYTES, ShopifySecret, WebhookResponse

router = keyed_router("events")  # Shopify may add parameters
Topic = Annotated[str, Header(alias="X-Shopify-Topic", max_length=100)]
Signature = Annotated[str, Header(alias="X-Shopify-Hmac-Sha256", max_length=200)]


@router.post("/webhooks/shopify")
async def receive_shopify_webhook(
    request: Request,
    receive: ReceiveShopifyDep,
    known: ShopifySecretDep,
    topic: Topic = "",
    signature: Signature = "",
) -> WebhookResponse:
    """Take a webhook of Shopify: orders, checkouts, carts, products, stock, privacy.

    It needs no key: the signature of its body says who sent it.
    """
    body = await received(request, MAX_BODY_BYTES)
    secret = await run_in_threadpool(known.find)
    if secret is None or not is_signed(body, signature, secret):
        raise Unauthorized("the signature is wrong; put the secret at /v1/integrations/shopify")
    payload = await run_in_threadpool(_payload, body)
    return await run_in_threadpool(receive, topic.strip().lower(), payload)


@router.put(
    "/integrations/shopify",
    status_code=HTTPStatus.NO_CONTENT,
    dependencies=[Depends(require("admin")), Depends(QueryNames())],
    **reads(ShopifySecret),
)
async def put_shopify_secret(request: Request, known: ShopifySecretDep) -> None:
    """Set the secret that signs Shopify's webhooks; the one before counts no more."""
    body = await json_object(request, max_bytes=10_000)
    with faults_named(ShopifySecret):
        given = ShopifySecret.model_validate(body)
    await run_in_threadpool(known.put, given.secret.encode())


def _payload(body: bytes) -> dict[str, Any]:
    """The object of a signed body.

    Raises:
        Malformed, Invalid: it is no JSON object, or nested too deep.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("the body must be JSON") from error
    if not isinstance(found, dict) or is_too_deep(found):
        raise Invalid(FieldFault("body", "must be a JSON object of a depth that can be read"))
    return found
