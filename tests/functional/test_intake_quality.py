"""A shop sees at once that its checkout template sends rubbish."""

import gzip
import json
from typing import Any

from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.wired import wiring


def bought(n: int, price: Any) -> dict[str, Any]:
    products = [{"sku": "milk", "price": 1}, {"sku": "tea", "price": price}]
    return {"type": "track", "event": "Order Completed", "userId": "ana", "messageId": f"m{n}",
            "properties": {"order_id": f"o{n}", "products": products}}  # fmt: skip


def test_what_could_not_be_read_is_counted_by_key_field_and_reason(
    secret: TestClient, publishable: TestClient, clock: Clock
) -> None:
    for n in range(3):
        entries = [bought(n, "call Bob 555"), {"type": "track", "userId": "ana", "event": {"a": 1}}]
        secret.post("/v1/batch", json={"batch": entries})
    publishable.post("/v1/track", json={"event": "x", "anonymousId": "v1"})
    clock.advance(seconds=3 * 86_400)
    by_secret, by_page = sorted(quality(secret), key=lambda each: -each["rejected"])
    assert [by_secret[n] for n in ("accepted", "warned", "rejected")] == [3, 3, 3]
    assert [by_page[n] for n in ("accepted", "warned", "rejected")] == [1, 0, 0]
    assert [(f["outcome"], f["field"], f["count"], f["example"]) for f in by_secret["faults"]] == [
        ("warned", "properties.products.*.price", 3, "aaaa Aaa 999"),
        ("rejected", "event", 3, "object of 1"),
    ]
    clock.advance(seconds=7 * 86_400)
    assert quality(secret) == []
    assert publishable.get("/v1/intake/quality").status_code == 403


def test_names_that_look_misspelt_are_counted(secret: TestClient) -> None:
    for event, name in (("Prodct Viewed", "sku"), ("Product Viewed", "produt_id")):
        entry = {"type": "track", "userId": "ana", "event": event, "properties": {name: "a"}}
        answer = secret.post("/v1/batch", json={"batch": [entry] * 2}).json()
        assert {each["index"] for each in answer["warnings"]} == {0, 1}
    (own,) = quality(secret)
    assert [own[n] for n in ("accepted", "warned", "rejected")] == [4, 4, 0]
    assert {(f["field"], f["reason"], f["example"], f["count"]) for f in own["faults"]} >= {
        ("event", "means nothing here; did you mean Product Viewed?", "Prodct Viewed", 2),
        ("properties", "is not read; did you mean product_id?", "produt_id", 2),
    }


def test_counts_cost_no_write_an_event_and_reach_another_process(
    secret: TestClient, services: LaptopServices, clock: Clock
) -> None:
    rows = wiring(secret).intake_quality
    before = []
    for n in range(50):
        secret.post("/v1/batch", json={"batch": [bought(n, "12,50")]})
        before.append(len(rows._pending))  # noqa: SLF001 how often it wrote
    assert before.count(0) <= 1
    clock.advance(seconds=61)
    secret.post("/v1/batch", json={"batch": [bought(50, 1)]})
    today = clock() // 86_400_000
    keys = [key.id for key in services.storage.access_keys.all()]
    assert sum(c.accepted for _, c in services.storage.intake_quality.find(keys, [today])) == 51


def test_gzip_that_a_gateway_took_for_text_is_read(secret: TestClient) -> None:
    body = gzip.compress(json.dumps({"batch": [bought(1, 2)]}).encode())
    as_text = body.decode("latin-1").encode()
    for sent in (body, as_text):
        assert secret.post("/v1/batch", content=sent).json()["accepted"] == 1
    broken = body.decode("utf-8", "replace").encode()
    assert secret.post("/v1/batch", content=broken).status_code == 400


def quality(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/v1/intake/quality").json()["keys"]
    return found
