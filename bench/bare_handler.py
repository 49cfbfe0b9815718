"""The handler that any service of this kind needs at least: what requests are compared with.

One route reads three rows in parallel and answers 20 items through a pydantic model; the other one
puts an event under a condition. FastAPI, Mangum and boto3, each as its documentation shows it.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from fastapi import FastAPI
from mangum import Mangum
from pydantic import BaseModel

ITEMS = 20


class BareItem(BaseModel):
    """One item of the answer."""

    item_id: str
    rank: int
    score: float
    reason: str
    item: dict[str, Any]


class BareAnswer(BaseModel):
    """The answer of the reading route."""

    user_id: str
    items: list[BareItem]


def bare_client(endpoint_url: str) -> Any:
    """Return a DynamoDB client without any settings."""
    return boto3.client("dynamodb", endpoint_url=endpoint_url)


def bare_handler(client: Any) -> Mangum:
    """Return the Lambda handler over a client."""
    app, pool = FastAPI(), ThreadPoolExecutor(3)

    @app.get("/bare")
    def read(user_id: str) -> BareAnswer:
        pk = f"customer#{user_id}"
        reads = [
            pool.submit(client.get_item, TableName="c", Key=_key(pk, "profile")),
            *(pool.submit(client.query, **_newest(pk, family)) for family in "bc"),
        ]
        rows = [each.result() for each in reads]
        shown = {"title": "Teapot of cast iron", "category": "tea", "price": 39.9}
        items = [
            BareItem(item_id=str(at), rank=at, score=1 / at, reason=str(len(rows)), item=shown)
            for at in range(1, ITEMS + 1)
        ]
        return BareAnswer(user_id=user_id, items=items)

    @app.post("/bare")
    def put(event: dict[str, Any]) -> dict[str, Any]:
        row = {**_key(event["anonymousId"], event["messageId"]), "body": {"S": event["event"]}}
        condition = "attribute_not_exists(pk)"
        client.put_item(TableName="e", Item=row, ConditionExpression=condition)
        return {"success": True}

    return Mangum(app, lifespan="off")


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _newest(pk: str, family: str) -> dict[str, Any]:
    ends = {":from": {"S": f"{family}#"}, ":to": {"S": f"{family}$"}}
    return {
        "TableName": "e",
        "KeyConditionExpression": "pk = :pk AND sk BETWEEN :from AND :to",
        "ExpressionAttributeValues": {":pk": {"S": pk}, **ends},
        "ScanIndexForward": False,
        "ConsistentRead": True,
        "Limit": 8,
    }
