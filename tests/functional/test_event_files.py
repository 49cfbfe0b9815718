"""`events/<function>-<case>.json` against the code that Lambda runs."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from functions.api.app import create_app
from functions.api.gateway import as_lambda
from functions.api.wiring import wiring_in
from functions.delivery.reports_wiring import process_feedback
from functions.delivery.wiring import process_delivery
from functions.domain.access_key import ALL_SCOPES, issue
from functions.domain.delivery.endpoint import Endpoint
from functions.domain.nudges.recipients.addresses import CHANNELS
from functions.domain.nudges.settings import KindSettings, NudgeSettings
from functions.domain.person import customer
from functions.imports.wiring import process_imports
from functions.rendering.app import create_rendering_app
from functions.restock.wiring import process_restock
from functions.storage.keys.key import SHARDS
from functions.storage.keys.recipient_keys import SUPPRESSED_SHARDS
from functions.storage.nudge_settings import Change
from functions.stream.wiring import process_events, process_streams
from local.services import LaptopServices
from tests.functional.lake import lake_lines

FOLDER = Path(__file__).parents[2] / "events"
STATUS = {
    "api-track": 200,
    "api-batch": 200,
    "api-batch-gzip": 200,
    "api-preflight": 204,
    "api-put-item": 200,
    "api-recommendations": 200,
    "api-recommendations-batch": 200,
    "api-recommendations-page": 200,
    "api-put-rule": 200,
    "api-put-stock": 200,
    "api-wrong-key": 401,
}


def load(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text())


def test_every_file_is_run_here_or_named_after_a_schedule() -> None:
    names = {path.stem for path in FOLDER.glob("*.json")}
    assert names == {
        *STATUS,
        "stream-events",
        "stream-nudges",
        "stream-one-unreadable",
        "delivery-changes",
        "delivery-message",
        "delivery-schedule",
        "delivery-feedback-device",
        "delivery-feedback-email",
        "delivery-feedback-stop",
        "imports-next",
        "imports-upload",
        "nudges-schedule",
        "nudges-shard",
        "redrive-schedule",
        "rendering-preview",
        "restock-catalog",
        "restock-wave",
        "retrain-schedule",
        "snapshot-schedule",
    }


@pytest.mark.parametrize(("name", "status"), STATUS.items())
def test_api_events(services: LaptopServices, name: str, status: int) -> None:
    key, shown = issue("secret", ALL_SCOPES, random=bytes(38), now=0)
    shows_another = name in {"api-wrong-key", "api-preflight"}
    assert shows_another or shown in str(load(name)), "the files show the all-zero key"
    services.storage.access_keys.put(key)
    answer = as_lambda(create_app(services))(load(name), None)  # type: ignore[arg-type] # no context is read
    assert answer["statusCode"] == status, answer["body"]
    assert "success" in answer["body"] or name not in {"api-track", "api-batch", "api-batch-gzip"}


def test_rendering_events(services: LaptopServices) -> None:
    key, _ = issue("secret", ALL_SCOPES, random=bytes(38), now=0)
    services.storage.access_keys.put(key)
    answer = as_lambda(create_rendering_app(services))(load("rendering-preview"), None)  # type: ignore[arg-type] # no context is read
    assert answer["statusCode"] == 200, answer["body"]
    assert "El carrito sigue aquí" in json.loads(answer["body"])["parts"]["html"]


def test_restock_events(services: LaptopServices) -> None:
    settings = replace(NudgeSettings(), kinds={"restock": KindSettings(on=True)})
    services.storage.nudge_settings.put(settings, Change(1, 0, "a test", {}))
    process = process_restock(services)
    assert process(load("restock-catalog")) == {"batchItemFailures": []}
    sent: list[Any] = []
    services.restock_queue.hand_over(sent.append)
    (message,) = sent
    wave = json.loads(load("restock-wave")["Records"][0]["body"])
    assert wave.items() <= message.items()
    assert process(load("restock-wave")) == {"batchItemFailures": []}


def test_imports_events(services: LaptopServices) -> None:
    orders = b"Order Number,Order Date,Customer ID,SKU\n1,2024-11-01,ana,milk\n"
    services.blobs.write("imports/till-1/orders.csv", orders)
    answer = process_imports(services)(load("imports-upload"))
    assert answer["ended"]
    done, _ = services.storage.file_imports.get(answer["import_id"])
    assert done is not None
    assert (done.status, done.counts.accepted) == ("done", 1)
    gone = process_imports(services)(load("imports-next"))
    assert gone == {"import_id": None, "ended": True}


def test_feedback_events(services: LaptopServices) -> None:
    topic = "arn:aws:sns:us-east-1:123456789012:hilo-FeedbackTopic"
    object.__setattr__(
        services, "settings", services.settings.model_copy(update={"feedback_topic": topic})
    )
    process = process_feedback(services)
    for name in ("delivery-feedback-email", "delivery-feedback-stop", "delivery-feedback-device"):
        assert process(load(name)) == {"batchItemFailures": []}
    pages = [
        services.storage.suppressions.page(channel, shard, after=None, limit=9)
        for channel in CHANNELS
        for shard in range(SUPPRESSED_SHARDS)
    ]
    found = {(each.channel, each.address) for page in pages for each in page}
    assert found == {
        ("email", "gone@example.com"),
        ("email", "angry@example.com"),
        ("sms", "+34600000009"),
        ("whatsapp", "+34600000008"),
    }


def test_stream_events(services: LaptopServices) -> None:
    assert process_events(services)(load("stream-events"), None) == {"batchItemFailures": []}
    assert [line["kind"] for line in lake_lines(services)] == ["view", "purchase"]


def test_stream_events_of_nudges(services: LaptopServices) -> None:
    assert process_streams(services)(load("stream-nudges"), None) == {"batchItemFailures": []}
    found = [(line["name"], line["person"]) for line in lake_lines(services)]
    assert found == [("Nudge leased", "customer#ana"), ("Nudge clicked", "customer#ana")]


def test_a_stream_event_with_a_record_that_cannot_be_read(services: LaptopServices) -> None:
    answer = process_events(services)(load("stream-one-unreadable"), None)
    assert answer == {"batchItemFailures": []}
    unreadable = load("stream-one-unreadable")["Records"][1]
    (kept,) = services.blobs.keys("failures/stream/")
    assert json.loads(services.blobs.read(kept)) == {"Records": [unreadable]}


def test_delivery_events(services: LaptopServices) -> None:
    recommend = wiring_in(create_app(services)).recommend
    process = process_delivery(services, recommend)
    endpoint = Endpoint("tool", "http://127.0.0.1:9/", frozenset({"audience.changed"}))
    services.storage.endpoints.put(endpoint)
    services.storage.preferences.put(customer("ana"), {}, rev=0)  # its notice needs the row
    assert process(load("delivery-changes")) == {"batchItemFailures": []}
    ids = [i for n in SHARDS for i in services.storage.deliveries.due(n, until=2**42, limit=9).ids]
    assert [each.event for each in ids] == ["audience.changed#2"]
    assert process(load("delivery-message")) == {"batchItemFailures": []}
    assert process(load("delivery-schedule")) == {"due": 0, "confirmations": 0}
