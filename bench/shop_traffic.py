"""One shop's requests through the Lambda handlers in this process, with DynamoDB's units counted.

A browser's event carries all of Segment's context; the person has 40 events before. The engine is
the one of the laptop; what it reports is not used.
"""

import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.gateway_events import CONTEXT, gateway_event
from bench.storage_meter import StorageMeter
from functions.api.app import create_app
from functions.api.gateway import as_lambda
from functions.api.wiring import wiring_in
from functions.delivery.wiring import process_delivery
from functions.domain.access_key import ALL_SCOPES, issue
from functions.settings import Settings
from functions.storage.tables import TableNames, create_tables
from functions.stream.wiring import process_events
from local.engine import engine_running
from local.services import LaptopServices

VISITOR = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
_NAMES = TableNames.prefixed("cost")


@dataclass(frozen=True, slots=True)
class Units:
    """Write and read units, and the storage calls that used them."""

    write: float = 0
    read: float = 0
    calls: float = 0


class ShopTraffic:
    def __init__(self, services: LaptopServices, key: str, meter: StorageMeter) -> None:
        app = create_app(services)
        self._handle = as_lambda(app)
        self._process = process_events(services)
        self._deliver = process_delivery(services, wiring_in(app).recommend)
        self._services = services
        self._key = key
        self._meter = meter
        self._sent = 0

    def events(self, number: int, *, name: str = "Product Viewed") -> list[dict[str, Any]]:
        """Bodies of new events of the visitor, as analytics.js sends them."""
        return [self._event(name) for _ in range(number)]

    def send(self, events: list[dict[str, Any]]) -> None:
        answer = self.request("POST", "/v1/batch", {"batch": events})
        _check(answer["statusCode"] == 200, answer)

    def recommend(self) -> None:
        query = f"placement=home&anonymous_id={VISITOR}&n=10"
        answer = self.request("GET", "/v1/recommendations", query=query)
        _check(answer["statusCode"] == 200, answer)

    def stream(self, events: list[dict[str, Any]]) -> None:
        """Fold events that were stored, in one batch."""
        wanted = {event["messageId"] for event in events}
        rows = self._services.writing_client.scan(TableName=_NAMES.events)["Items"]
        kept = [r for r in rows if r["sk"]["S"].rpartition("#")[2] in wanted and "body" in r]
        records = [{**row, "body": {"B": b64encode(row["body"]["B"]).decode()}} for row in kept]
        _check(len(records) == len(events), "an event is not in the table")
        batch = [
            {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(n), "NewImage": row}}
            for n, row in enumerate(records)
        ]
        answer = self._process({"Records": batch}, None)
        _check(answer == {"batchItemFailures": []}, answer)

    def look_for_deliveries(self) -> None:
        """Look for what is to be delivered, as delivery's schedule does; nothing is."""
        answer = self._deliver({})
        _check(answer == {"due": 0, "confirmations": 0}, answer)

    def spent(self) -> Units:
        """The units since the last look."""
        meter = self._meter
        spent = Units(meter.write_units, meter.read_units, len(meter.calls))
        meter.reset()
        return spent

    def _event(self, name: str) -> dict[str, Any]:
        self._sent += 1
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        properties = {"product_id": f"item-{self._sent % 50}", "name": "Teapot", "price": 39.9}
        if name == "Order Completed":
            properties = {"order_id": f"o{self._sent}", "products": [properties] * 3}
        return {
            "messageId": f"ajs-next-{time.time_ns()}-{self._sent:05}",
            "type": "track",
            "event": name,
            "anonymousId": VISITOR,
            "timestamp": now,
            "sentAt": now,
            "properties": properties,
            "context": CONTEXT,
        }

    def request(self, method: str, path: str, body: Any = None, query: str = "") -> dict[str, Any]:
        event = gateway_event(method, path, body, query, key=self._key)
        answer: dict[str, Any] = self._handle(event, None)  # type: ignore[arg-type]
        return answer


@contextmanager
def shop_traffic() -> Iterator[ShopTraffic]:
    """A shop on a fresh engine, with one visitor who looked at 40 things."""
    meter = StorageMeter()
    with TemporaryDirectory() as folder, engine_running({}, name="embedded") as engine:
        create_tables(engine.dynamodb, _NAMES)
        settings = Settings(
            events_table=_NAMES.events,
            customers_table=_NAMES.customers,
            catalog_table=_NAMES.catalog,
            work_folder=Path(folder) / "work",
        )
        data = Path(folder) / "data"
        services = LaptopServices(settings, data, engine=engine, watch=meter.wrap)
        key, shown = issue("secret", ALL_SCOPES, random=bytes(38), now=0)
        services.storage.access_keys.put(key)
        traffic = ShopTraffic(services, shown, meter)
        for name in ("Product Viewed", "Product Added"):
            before = traffic.events(20, name=name)
            traffic.send(before)
            traffic.stream(before)
        yield traffic


def _check(holds: bool, otherwise: object) -> None:
    if not holds:
        raise RuntimeError(otherwise)
