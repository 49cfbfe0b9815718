"""One id from a sweep or a request through nudges, messages and deliveries to the log lines."""

import json
from typing import Any
from unittest.mock import Mock

from functions.correlation import correlated, current_id
from functions.ports.aws.sqs_queue import SqsQueue
from tests.conftest import Clock
from tests.functional.delivery.conftest import HOUR, DeliveringShop


def sent_by(shop: DeliveringShop) -> dict[str, str]:
    """Let the function see what changed; the id of each message that it sends, by the message."""
    sqs = Mock(send_message_batch=Mock(return_value={}))
    queue = SqsQueue(sqs, "https://sqs/delivery")
    shop.process._queue = queue  # noqa: SLF001 the queue of the laptop has no attributes
    shop.process._notify._queue = queue  # noqa: SLF001
    shop.stream()
    calls = sqs.send_message_batch.call_args_list
    entries = [entry for call in calls for entry in call.kwargs["Entries"]]
    return {
        next(iter(json.loads(entry["MessageBody"]))): entry["MessageAttributes"]
        .get("correlation_id", {})
        .get("StringValue", "")
        for entry in entries
    }


def test_the_messages_of_a_nudge_name_the_sweep_that_decided_it(
    shop: DeliveringShop, clock: Clock
) -> None:
    shop.put_endpoint("crm", "http://127.0.0.1:9/")
    shop.put_endpoint("notices", "http://127.0.0.1:9/", "nudge.ready")
    shop.settings(routes={"email": "webhook:crm"})
    shop.track("Product Added", "teapot")
    clock.now += HOUR
    with correlated("sweep-7"):
        shop.sweep()
    assert sent_by(shop) == {"nudge": "sweep-7", "delivery": "sweep-7"}


def test_a_notice_names_the_request_that_changed_preferences(shop: DeliveringShop) -> None:
    shop.put_endpoint("notices", "http://127.0.0.1:9/", "audience.changed")
    shop.stream()
    with correlated("request-3"):
        shop.consents("ben", "email")
    assert sent_by(shop) == {"delivery": "request-3"}


def test_each_message_of_a_batch_is_done_under_its_own_id(shop: DeliveringShop) -> None:
    seen: list[str] = []
    shop.process.work = lambda message: seen.append(current_id())  # type: ignore[method-assign]
    with correlated("run"):
        shop.process({"Records": [message("one"), message("two"), message("")]})
    assert sorted(seen) == ["one", "run", "two"]


def message(cause: str) -> dict[str, Any]:
    named = {"correlation_id": {"dataType": "String", "stringValue": cause}} if cause else {}
    return {"messageId": cause, "messageAttributes": named, "body": "{}"}
