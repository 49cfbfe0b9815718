"""Archives of events as collectors and warehouses write them: what is meant is read."""

import gzip
import json

import pytest

from functions.errors import Invalid
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.lake import lake_lines
from tests.functional.local.import_files import Imported

LINE = {
    "type": "track",
    "event": "Product Viewed",
    "userId": "ana",
    "messageId": "m1",
    "timestamp": "2024-11-01T10:00:00Z",
    "properties": {"sku": "café"},
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("e.jsonl", b"\xef\xbb\xbf%s\n"),
        ("e.jsonl", b"\n\n%s\r\n  \n"),
        ("e.json", b"\xef\xbb\xbf[%s]"),
        ("e.jsonl.gz", b"%s"),
        ("1700000000.s3.1.gz", b"%s\n"),
        ("events.log", b"\xef\xbb\xbf %s\n"),
        ("e.json", b'{"batch": [%s], "sentAt": "2024-11-01T10:00:01Z"}'),
        ("e.jsonl", b'{"batch": [%s]}\n'),
        ("e.jsonl", b"[%s]"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_an_archive_is_read_with_a_mark_and_whatever_its_name_says_of_packing(
    services: LaptopServices, imported: Imported, name: str, content: bytes, packed: bool
) -> None:
    content = content % json.dumps(LINE).encode()
    report = imported(name, gzip.compress(content) if packed else content)
    assert (report["accepted"], report["rejected"]) == (1, 0)
    assert [line["items"][0]["item_id"] for line in lake_lines(services)] == ["café"]


def test_an_archive_in_utf_16_and_one_of_several_members_are_read(
    services: LaptopServices, imported: Imported
) -> None:
    lines = [json.dumps({**LINE, "messageId": f"m{n}"}) + "\n" for n in range(4)]
    assert imported("a.jsonl", lines[0].encode("utf-16"))["accepted"] == 1
    members = b"".join(gzip.compress(each.encode()) for each in lines[1:])
    assert imported("b.jsonl.gz", members)["accepted"] == 3


def test_an_entry_of_a_body_has_the_body_s_context_and_its_own_over_it(
    services: LaptopServices, imported: Imported
) -> None:
    own = {**LINE, "messageId": "m2", "context": {"channel": "store"}}
    body = {"batch": [LINE, own], "context": {"channel": "app"}}
    assert imported("e.json", json.dumps(body))["accepted"] == 2
    found = {line["message_id"]: line["channel"] for line in lake_lines(services)}
    assert found == {"m1": "app", "m2": "store"}


def test_a_packed_file_that_was_cut_is_refused(imported: Imported) -> None:
    packed = gzip.compress("\n".join(json.dumps({**LINE, "n": n}) for n in range(500)).encode())
    for name in ("e.jsonl.gz", "e.csv.gz", "e.xml.gz"):
        with pytest.raises(Invalid, match=r"damaged|no XML"):
            imported(name, packed[:-20])


def test_an_event_that_an_archive_has_twice_is_stored_once(
    secret: TestClient, imported: Imported
) -> None:
    twice = json.dumps({**LINE, "event": "Product Added"})
    assert imported("e.jsonl", f"{twice}\n{twice}\n")["accepted"] == 2
    cart = secret.get("/v1/customers/ana/cart").json()["items"]
    assert [(line["item_id"], line["quantity"]) for line in cart] == [("café", 1)]


def test_the_envelope_of_a_warehouse_is_read(secret: TestClient, imported: Imported) -> None:
    names = {"userId": "user_id", "messageId": "message_id", "timestamp": "original_timestamp"}
    event = {**LINE, "event": "Order Completed", "properties": {"order_id": "1", "total": 5}}
    line = {names.get(name, name): value for name, value in event.items()}
    assert imported("events.jsonl", json.dumps(line))["accepted"] == 1
    (order,) = secret.get("/v1/customers/ana/orders").json()["orders"]
    assert (order["order_id"], order["total"], order["at"]) == ("1", 5, 1_730_455_200_000)
