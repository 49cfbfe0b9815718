"""Archives of events and files of customers; the samples are made here."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from functions.domain.column_mapping import ColumnMapping
from functions.domain.person import customer, visitor
from functions.errors import Invalid
from functions.imports.event_files import is_archive
from functions.imports.item_files import columns_in
from functions.imports.mapping import guessed
from functions.imports.preview import preview_of_customers, preview_of_events
from functions.services.people.wiring import shopping
from local.feeds.import_folder import ImportFolder
from local.feeds.import_parts import import_parts
from local.feeds.import_rows import import_customers
from local.services import LaptopServices
from tests.functional.lake import lake_lines

DEVICE = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
TEA = {"sku": "tea", "quantity": 2, "price": 5}
EVENTS: list[dict[str, Any]] = [
    {"type": "track", "event": "Product Added", "anonymousId": DEVICE, "messageId": "a",
     "originalTimestamp": "2024-11-01T10:00:00Z", "properties": TEA, "channel": "web"},
    {"type": "identify", "userId": "ana", "anonymousId": DEVICE, "messageId": "b",
     "timestamp": "2024-11-01T11:00:00Z", "traits": {"name": "Ana"}},
    {"type": "track", "event": "Order Completed", "userId": "bea", "messageId": "c",
     "timestamp": "2024-11-01T12:00:00Z",
     "properties": {"order_id": "o1", "total": 10, "currency": "EUR", "products": [TEA]}},
    {"type": "track", "event": "Order Refunded", "userId": "bea", "messageId": "d",
     "timestamp": "2024-11-02T12:00:00Z", "properties": {"order_id": "o1", "total": 4}},
    {"type": "track", "event": "Unsubscribed", "userId": "bea", "messageId": "e",
     "timestamp": "2024-11-03T12:00:00Z", "properties": {"channel": "email"}},
    {"type": "page", "userId": "bea", "timestamp": "2024-11-03T12:00:00Z"},
    {"type": "track", "userId": "bea"},
]  # fmt: skip
CUSTOMERS = """\
Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Phone,Accepts SMS Marketing
'207,Ana,Ruiz,Ana@Example.com,yes,'+34600000000,no
208,Bea,,not an address,maybe,,
,,,x@example.com,yes,,
"""


def archive(folder: Path, name: str) -> Path:
    path = folder / name
    lines = "".join(json.dumps(each) + "\n" for each in EVENTS)
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(f"{lines}{{broken\n".encode()))
    else:
        path.write_text(json.dumps(EVENTS) if name.endswith(".json") else lines, "utf-8")
    return path


def run(services: LaptopServices, path: Path) -> dict[str, int]:
    mapping = ColumnMapping("events", {})
    folder = ImportFolder.of(path, services.data, mapping, now=services.clock())
    return import_parts(services, path, mapping, folder, b"s", processes=1).as_dict()


@pytest.mark.parametrize("name", ["events.jsonl.gz", "events.json", "1730455200.ndjson"])
def test_an_archive_reaches_lake_and_tables_once(
    services: LaptopServices, tmp_path: Path, name: str
) -> None:
    path = archive(tmp_path, name)
    assert is_archive(path)
    numbers = run(services, path)
    assert (numbers["accepted"], numbers["rejected"]) == (6, 2 if name.endswith(".gz") else 1)
    run(services, path)
    lines = lake_lines(services)
    assert len(lines) == len({line["message_id"] for line in lines}) == 6
    shop = shopping(services)
    (line,) = shop.cart("ana").lines
    assert (line.item_id, line.quantity) == ("tea", 2)
    (order,) = shop.orders("bea")
    assert (order.total, order.status) == (6, "partly_refunded")
    preferences, _ = services.storage.preferences.get(customer("bea"))
    assert preferences["email"].value is False
    (stored,) = services.storage.events.newest(visitor(DEVICE), "c", 10)
    assert (stored.at, stored.backfill, stored.channel) == (1_730_455_200_000, True, "web")


def test_the_first_events_are_shown(tmp_path: Path) -> None:
    shown = list(preview_of_events(archive(tmp_path, "events.jsonl"), 0))
    assert [each["event"]["name"] for each in shown][:2] == ["Product Added", "identify"]


def test_customers_bring_consent_and_contact(services: LaptopServices, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text(CUSTOMERS, "utf-8")
    mapping = guessed(None, columns_in(path), {})
    assert mapping.kind == "customers"
    folder = ImportFolder.of(path, services.data, mapping, now=services.clock())
    for _ in range(2):
        report = import_customers(services, path, mapping, folder, b"s")
    wanted = {"rows": 3, "accepted": 2, "rejected": 1, "warned": 1}
    assert {name: report[name] for name in wanted} == wanted
    preferences, _ = services.storage.preferences.get(customer("207"))
    assert {q: preferences[q].value for q in ("email", "sms")} == {"email": True, "sms": False}
    contact = services.storage.contacts.get(customer("207"))[0]
    assert contact.email
    assert contact.phone
    assert (contact.email.address, contact.phone.address) == ("ana@example.com", "+34600000000")
    assert len(services.storage.identity.names("207").external_ids) == 1
    assert not services.storage.preferences.get(customer("208"))[0]
    rejects = [json.loads(line) for line in report["rejects"].splitlines()]
    assert [(r["row"], r["faults"][0]["field"]) for r in rejects] == [
        (2, "email"), (3, "user_id"),
    ]  # fmt: skip
    first = next(preview_of_customers(path, mapping))
    assert first["consent"] == {"email": True, "sms": False}


def test_a_no_that_came_after_the_file_stays(services: LaptopServices, tmp_path: Path) -> None:
    from functions.domain.preferences import Answer  # noqa: PLC0415
    from functions.services.people.wiring import set_preferences  # noqa: PLC0415

    path = tmp_path / "customers.csv"
    path.write_text(CUSTOMERS, "utf-8")
    mapping = guessed(None, columns_in(path), {})
    later = Answer(False, services.clock() + 1, "link")
    set_preferences(services)(customer("207"), {"email": later})
    folder = ImportFolder.of(path, services.data, mapping, now=services.clock())
    import_customers(services, path, mapping, folder, b"s")
    assert services.storage.preferences.get(customer("207"))[0]["email"].value is False


def test_orders_without_a_time_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="time"):
        guessed(None, ["Order Number", "SKU", "Qty"], {})
    assert guessed(None, ["Order Number", "SKU"], {"time": "2025-01-01"}).kind == "orders"
