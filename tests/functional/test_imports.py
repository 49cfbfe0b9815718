"""`POST /v1/imports`, its file, and the function that imports it."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from functions.domain.person import customer
from functions.errors import Unavailable
from functions.imports import process as processing
from functions.imports import staging
from functions.imports.import_output import ImportOutput
from functions.imports.process import ProcessImports
from functions.imports.wiring import process_imports
from functions.storage.file_imports import FileImportRows
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.conftest import IssueKey, caller
from tests.functional.lake import lake_lines

HEADER = "Order Number,Order Date,Customer ID,SKU,Qty,Unit Price,Currency\n"
ORDERS = (
    HEADER
    + "1,2024-11-01,ana,S1,2,1.50,EUR\n1,2024-11-01,ana,S2,1,3,EUR\n"
    + "2,soon,bea,S1,1,1.50,EUR\n3,2024-11-03,bea,S1,one,1.50,EUR\n"
)
ITEMS = "id\ttitle\tprice\tavailability\nA\tCup\t5 EUR\tin stock\n\tNothing\t1 EUR\t\n"
CUSTOMERS = "Customer ID,Email,Accepts Email Marketing\n7,ana@example.com,yes\n,,\n"
EVENTS = json.dumps(
    {"type": "track", "event": "Product Viewed", "userId": "ana", "messageId": "m1",
     "timestamp": "2024-11-01T12:00:00Z", "properties": {"sku": "S1"}}
)  # fmt: skip


def drain(services: LaptopServices, process: ProcessImports) -> None:
    while services.imports_queue.hand_over(process):
        pass


@pytest.mark.parametrize(
    ("kind", "name", "content", "counts"),
    [
        ("orders", "orders.csv", ORDERS.encode(), (4, 2, 1, 1)),
        ("items", "feed.tsv", ITEMS.encode(), (2, 1, 1, 0)),
        ("items", "feed.xml", b"<rss><item><id>A</id><title>Cup</title></item></rss>",
         (1, 1, 0, 0)),
        ("customers", "people.csv", CUSTOMERS.encode(), (2, 1, 1, 0)),
        ("events", "a.jsonl.gz", gzip.compress(f"{EVENTS}\nbroken\n".encode()), (2, 1, 1, 0)),
    ],
)  # fmt: skip
def test_a_file_is_announced_sent_and_imported(
    secret: TestClient,
    services: LaptopServices,
    kind: str,
    name: str,
    content: bytes,
    counts: tuple[int, int, int, int],
) -> None:
    made = secret.post("/v1/imports", json={"kind": kind, "file_name": name}).json()
    assert (made["status"], made["upload"]) == ("waiting", None)  # a laptop has no bucket
    url = f"/v1/imports/{made['import_id']}"
    sent = secret.put(f"{url}/file", content=content)
    assert (sent.status_code, sent.json()["status"]) == (202, "waiting")
    drain(services, process_imports(services))
    done = secret.get(url).json()
    assert (done["status"], done["errors"]) == ("done", [])
    assert (done["rows"], done["accepted"], done["rejected"], done["warned"]) == counts
    assert done["created_at"] <= done["started_at"] <= done["ended_at"]
    rejects = secret.get(f"{url}/rejects").json()
    assert sum(each["rejected"] for each in rejects["rejects"]) == counts[2]
    assert rejects["more"] is False
    assert secret.put(f"{url}/file", content=content).status_code == 422
    (listed,) = secret.get("/v1/imports").json()["imports"]
    assert listed["import_id"] == made["import_id"]


def test_what_was_imported_is_in_lake_and_tables(
    secret: TestClient, services: LaptopServices
) -> None:
    made = secret.post("/v1/imports", json={"kind": "orders", "file_name": "o.csv"}).json()
    secret.put(f"/v1/imports/{made['import_id']}/file", content=ORDERS.encode())
    drain(services, process_imports(services))
    assert [line["order_id"] for line in lake_lines(services)] == ["1", "3"]
    (stored,) = services.storage.events.newest(customer("ana"), "c", 10)
    assert (stored.order_id, stored.backfill) == ("1", True)


def test_columns_and_constants_say_how_a_file_is_read(
    secret: TestClient, services: LaptopServices
) -> None:
    body = {
        "kind": "orders",
        "file_name": "ventas.csv",
        "columns": {"order_id": "Nr", "time": "Wann", "sku": "Was"},
        "constants": {"channel": "store"},
        "day_first": False,
    }
    made = secret.post("/v1/imports", json=body).json()
    url = f"/v1/imports/{made['import_id']}"
    secret.put(f"{url}/file", content=b"Nr;Wann;Was\n9;2/1/2024;tea\n")
    drain(services, process_imports(services))
    assert secret.get(url).json()["columns"] == body["columns"]
    (line,) = lake_lines(services)
    assert (line["order_id"], line["channel"], line["at"]) == ("9", "store", 1_706_745_600_000)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("orders.csv", b"a,b\n1,2\n", "no column looks like it"),
        ("orders.parquet", b"no parquet", "cannot be read"),
        ("feed.xml", b"<!DOCTYPE a><rss/>", "DOCTYPE"),
    ],
)
def test_a_file_that_cannot_be_read_fails_and_says_why(
    secret: TestClient, services: LaptopServices, name: str, content: bytes, reason: str
) -> None:
    made = secret.post("/v1/imports", json={"kind": "orders", "file_name": name}).json()
    url = f"/v1/imports/{made['import_id']}"
    secret.put(f"{url}/file", content=content)
    drain(services, process_imports(services))
    failed = secret.get(url).json()
    assert failed["status"] == "failed"
    assert any(reason in each["reason"] for each in failed["errors"])
    reported: list[Any] = []
    services.failed_runs.hand_over(reported.append)
    assert reported[0]["import_id"] == made["import_id"]


def test_a_key_needs_the_scope_of_what_is_imported(
    secret: TestClient, publishable: TestClient, client: TestClient, issue_key: IssueKey
) -> None:
    body = {"kind": "items", "file_name": "feed.tsv"}
    made = secret.post("/v1/imports", json=body).json()
    url = f"/v1/imports/{made['import_id']}"
    assert publishable.post("/v1/imports", json=body).status_code == 403
    events, catalog = (
        caller(client, issue_key("secret", frozenset({scope}))) for scope in ("events", "catalog")
    )
    assert events.post("/v1/imports", json=body).status_code == 403
    assert events.get(url).status_code == 403
    assert events.put(f"{url}/file", content=b"x").status_code == 403
    assert events.get("/v1/imports").json() == {"imports": []}
    assert catalog.get(url).status_code == 200
    assert secret.get("/v1/imports/none").status_code == 404


def uploaded(key: str) -> dict[str, Any]:
    """An event of the bucket, as EventBridge sends it."""
    found = {"key": key, "size": 9, "etag": "e"}
    return {"time": "2025-01-01T12:00:00Z", "detail": {"object": found}}


def test_a_file_that_is_put_into_the_bucket_is_imported_once(
    secret: TestClient, services: LaptopServices
) -> None:
    services.blobs.write("imports/till 1/orders.csv", ORDERS.encode())
    process = process_imports(services)
    for _ in range(2):
        assert process(uploaded("imports/till 1/orders.csv"))["ended"]
    (done,) = secret.get("/v1/imports").json()["imports"]
    assert (done["status"], done["kind"], done["accepted"]) == ("done", "orders", 2)
    assert len(lake_lines(services)) == 2
    for other in ("imports/", "imported/none/next"):
        assert process(uploaded(other)) == {"import_id": None, "ended": True}


@pytest.mark.parametrize("point", range(10))
def test_an_import_killed_at_any_of_ten_points_goes_on_and_doubles_nothing(
    secret: TestClient, services: LaptopServices, monkeypatch: pytest.MonkeyPatch, point: int
) -> None:
    monkeypatch.setattr(staging, "ROWS_A_PART", 10)
    rows = [f"{n // 2},2024-11-{n % 28 + 1:02},p{n // 2 % 7},S{n},1,2,EUR\n" for n in range(40)]
    made = secret.post("/v1/imports", json={"kind": "orders", "file_name": "o.csv"}).json()
    url = f"/v1/imports/{made['import_id']}"
    secret.put(f"{url}/file", content=(HEADER + "".join(rows)).encode())
    process = process_imports(services)
    with monkeypatch.context() as patch:
        _die_at(patch, point)
        with pytest.raises(KeyboardInterrupt):
            drain(services, process)
    drain(services, process)
    done = secret.get(url).json()
    assert (done["status"], done["rows"], done["accepted"], done["parts"]) == ("done", 40, 20, 4)
    lines = lake_lines(services)
    assert sorted(line["order_id"] for line in lines) == sorted(map(str, range(20)))
    assert sum(len(line["items"]) for line in lines) == 40


def _die_at(patch: pytest.MonkeyPatch, point: int) -> None:
    """End before or after the n-th step of those that change anything: row, lake."""
    steps = 0

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps > point // 2 and point % 2 == 0:
                raise KeyboardInterrupt
            result = real(*arguments, **named)
            if steps > point // 2:
                raise KeyboardInterrupt
            return result

        return step

    patch.setattr(FileImportRows, "put", dying(FileImportRows.put))
    patch.setattr(ImportOutput, "write_lake", dying(ImportOutput.write_lake))


def test_a_run_ends_in_time_and_the_next_goes_on(
    secret: TestClient, services: LaptopServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "ROWS_A_PART", 1)
    made = secret.post("/v1/imports", json={"kind": "orders", "file_name": "o.csv"}).json()
    url = f"/v1/imports/{made['import_id']}"
    secret.put(f"{url}/file", content=ORDERS.encode())
    process, looks = process_imports(services), iter(range(99))
    found = []
    while services.imports_queue.hand_over(lambda m: process(m, lambda: next(looks) % 2 == 1)):
        found.append(secret.get(url).json()["parts_done"])
    assert found == [1, 2, 3, 4][: len(found)]
    assert len(found) > 2
    assert secret.get(url).json()["status"] == "done"


def test_a_file_on_which_each_run_fails_is_given_up(
    secret: TestClient, services: LaptopServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.blobs.write("imports/orders.csv", ORDERS.encode())
    process, event = process_imports(services), uploaded("imports/orders.csv")

    def fails(*_: Any, **__: Any) -> None:
        raise Unavailable("no")

    monkeypatch.setattr(ImportOutput, "write_lake", fails)
    for _ in range(processing.MAX_TRIES - 1):
        with pytest.raises(Unavailable):
            process(event)
    assert process(event)["ended"]
    (failed,) = secret.get("/v1/imports").json()["imports"]
    assert failed["status"] == "failed"
    assert services.failed_runs.hand_over(lambda _: None) == 1


def test_an_import_whose_runs_were_killed_shows_that_it_stopped(
    secret: TestClient, services: LaptopServices, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.blobs.write("imports/orders.csv", ORDERS.encode())

    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ImportOutput, "write_lake", dies)
    with pytest.raises(KeyboardInterrupt):
        process_imports(services)(uploaded("imports/orders.csv"))
    assert secret.get("/v1/imports").json()["imports"][0]["status"] == "reading"
    clock.now += 3_600_001
    (stopped,) = secret.get("/v1/imports").json()["imports"]
    assert (stopped["status"], stopped["errors"][0]["field"]) == ("failed", "file")


def test_the_work_folder_is_left_empty(
    secret: TestClient, services: LaptopServices, tmp_path: Path
) -> None:
    services.settings = services.settings.model_copy(update={"work_folder": tmp_path / "work"})
    services.blobs.write("imports/orders.csv", ORDERS.encode())
    process_imports(services)(uploaded("imports/orders.csv"))
    assert secret.get("/v1/imports").json()["imports"][0]["status"] == "done"
    assert not list((tmp_path / "work" / "imports").iterdir())
