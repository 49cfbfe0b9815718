"""The CPU of an event on its way: in the API, in batches of 100, and in the stream.

    python -m bench.events [batches]

The application and the stream run in this process over the embedded engine in memory, one call
after the other. What the engine itself takes is measured by its calls and left out: on AWS it is
DynamoDB's. It prints ms of CPU an event, of all threads; the exit code is 1 if one is over its
budget.
"""

import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from functions.api.app import create_app
from functions.domain.access_key import ALL_SCOPES, issue
from functions.settings import Settings
from functions.storage.tables import TableNames, create_tables
from functions.stream.wiring import process_events
from local.engine import Engine, engine_running
from local.event_source import EventSourceMapping
from local.event_stream import NEW_EVENTS
from local.services import LaptopServices
from local.streams import StreamPoller

BATCH = 100
API_MS, STREAM_MS = 1.0, 3.0
PEOPLE = 400
NAMES = ("Product Viewed", "Product Viewed", "Product Viewed", "Product Added", "Order Completed")


class EngineTime:
    """A client whose calls are timed, in CPU seconds of the thread that makes them."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._lock = threading.Lock()

    def wrap(self, client: Any) -> Any:
        return _Timed(client, self)

    def add(self, seconds: float) -> None:
        with self._lock:
            self.seconds += seconds


class _Timed:
    def __init__(self, client: Any, engine: EngineTime) -> None:
        self._client = client
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        if not callable(found) or name == "exceptions":
            return found

        def timed(*words: Any, **options: Any) -> Any:
            began = time.thread_time()
            try:
                return found(*words, **options)
            finally:
                self._engine.add(time.thread_time() - began)

        return timed


def batches(count: int) -> Iterator[list[dict[str, Any]]]:
    for batch in range(count):
        yield [_event(batch * BATCH + at) for at in range(BATCH)]


def _event(number: int) -> dict[str, Any]:
    name, item = NAMES[number % len(NAMES)], f"item-{number * 7 % 500}"
    own = {"order_id": f"o{number}"} if name.startswith("Order") else {}
    return {
        "type": "track",
        "event": name,
        "userId": f"user-{number * 13 % PEOPLE}",
        "messageId": f"m{number}",
        "properties": {"products": [{"product_id": item, "price": 9.9}], **own},
    }


def measure(count: int, data: Path, engine: Engine) -> dict[str, float]:
    settings = Settings(work_folder=data / "work")
    names = (settings.events_table, settings.customers_table, settings.catalog_table)
    create_tables(engine.dynamodb, TableNames(*names))
    timed = EngineTime()
    services = LaptopServices(settings, data, engine=engine, watch=timed.wrap)
    key, shown = issue("secret", ALL_SCOPES, random=services.random_bytes(38), now=services.clock())
    services.storage.access_keys.put(key)
    with TestClient(create_app(services), headers={"Authorization": f"Bearer {shown}"}) as client:
        bodies = [json.dumps({"batch": batch}) for batch in batches(count)]
        _send(client, bodies[:1])
        api = _cpu(timed, lambda: _send(client, bodies[1:]))
    process = process_events(services)
    poller = StreamPoller(
        timed.wrap(engine.streams),
        engine.stream_arn(settings.events_table),
        EventSourceMapping(
            lambda event: process(event, None),
            on_failure=lambda _: None,
            filters=[NEW_EVENTS],
        ),
        start="TRIM_HORIZON",
    )
    stream = _cpu(timed, poller.drain)
    sent = BATCH * (count - 1)
    return {
        "api_ms": round(api / sent * 1000, 2),
        "stream_ms": round(stream / (sent + BATCH) * 1000, 2),
    }


def _send(client: TestClient, bodies: list[str]) -> None:
    for body in bodies:
        answer = client.post("/v1/batch", content=body).raise_for_status().json()
        if answer["accepted"] != BATCH:
            raise RuntimeError(f"{BATCH} events were sent, and accepted: {answer}")


def _cpu(timed: EngineTime, work: Callable[[], object]) -> float:
    """Return the CPU seconds of all threads in `work`, without those in the engine."""
    began, engine = time.process_time(), timed.seconds
    work()
    return time.process_time() - began - (timed.seconds - engine)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with (
        tempfile.TemporaryDirectory() as folder,
        engine_running({}, name="embedded") as running,
    ):
        figures = measure(wanted, Path(folder), running)
    print(json.dumps(figures))
    sys.exit(int(figures["api_ms"] > API_MS or figures["stream_ms"] > STREAM_MS))
