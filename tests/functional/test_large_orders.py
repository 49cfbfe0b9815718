"""An order of 2,500 lines, as a shop that sells to shops has them."""

from typing import Any
from uuid import UUID

from functions.domain.person import customer
from functions.stream.wiring import process_events
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.lake import lake_lines
from tests.functional.test_stream import records

LINES = 2_500


def order(lines: int, **more: Any) -> dict[str, Any]:
    products = [{"sku": str(UUID(int=n)), "quantity": 1, "price": 1.25} for n in range(lines)]
    properties = {"order_id": "A-1", "products": products, **more}
    return {"userId": "ana", "event": "Order Completed", "properties": properties}


def test_all_lines_are_kept_learned_and_shown(services: LaptopServices, secret: TestClient) -> None:
    answer = secret.post("/v1/track", json=order(LINES))
    assert (answer.status_code, answer.json()["warnings"]) == (200, [])
    (found,) = secret.get("/v1/customers/ana/orders").json()["orders"]
    assert len(found["items"]) == LINES
    assert float(found["total"]) == LINES * 1.25
    stored = services.storage.events.newest(customer("ana"), "c", 1)
    assert process_events(services)(records(*stored), None) == {"batchItemFailures": []}
    (line,) = lake_lines(services)
    assert len(line["items"]) == LINES


def test_a_larger_one_is_refused_with_the_limit(secret: TestClient) -> None:
    answer = secret.post("/v1/track", json=order(10, note="x" * 250_000))
    assert answer.status_code == 422
    assert "an order may have 250,000 bytes" in answer.json()["detail"]
    warned = secret.post("/v1/track", json=order(LINES + 1)).json()["warnings"]
    assert [each["field"] for each in warned] == ["properties.products"]
