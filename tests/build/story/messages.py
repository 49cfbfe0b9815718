"""What wakes functions: messages of the queue and of topics, and files in the bucket."""

import json
from typing import Any

from functions.storage.keys.key import SHARDS
from tests.build.stand_in_cloud import FEEDBACK_TOPIC
from tests.build.story.requests import VISITOR

SHARDS_MESSAGE = {"Records": [{"Sns": {"Message": json.dumps({"shards": [*SHARDS]})}}]}
FILES = {
    "imports/orders.csv": "Order Number,Order Date,Customer ID,Email,SKU\n"
    "1,2024-11-01,bea,b@example.com,milk\n2,soon,bea,,milk\n",
    "imports/items.csv": "id,title,price,gtin,availability\n"
    "milk,Milk,2,4006381333931,out of stock\nrye,Rye,3,4006381333931,in stock\n",
    "imports/customers.csv": "Customer ID,Email,Accepts Email Marketing\nbea,b@example.com,yes\n",
    "imports/events.jsonl": '{"type":"identify","userId":"bea","anonymousId":'
    f'"{VISITOR}","timestamp":"2024-11-01T12:00:00Z","messageId":"i1"}}\n',
    "imports/none.csv": "a,b\n1,2\n",
}


def queued(body: dict[str, Any]) -> dict[str, Any]:
    return {"Records": [{"messageId": "1", "body": json.dumps(body)}]}


def published(event: dict[str, Any]) -> dict[str, Any]:
    """What a provider published to the topic, as the queue hands it over."""
    return queued({"TopicArn": FEEDBACK_TOPIC, "Message": json.dumps(event)})


def uploaded(key: str) -> dict[str, Any]:
    """A file in the bucket, as EventBridge reports it."""
    return {"time": "2025-01-01T12:00:00Z", "detail": {"object": {"key": key, "etag": "e"}}}
