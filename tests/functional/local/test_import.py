"""`python -m local import` of orders; ended anywhere, it goes on."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from functions.domain.column_mapping import ColumnMapping
from functions.domain.person import customer
from functions.errors import Invalid
from functions.imports import staging
from functions.imports.import_output import ImportOutput
from functions.imports.item_files import columns_in
from functions.imports.preview import preview_of_orders
from functions.imports.readable_text import in_utf8
from functions.imports.write_part import write_part
from local.feeds import import_parts as importing
from local.feeds.import_folder import ImportFolder
from local.feeds.import_parts import import_parts
from local.feeds.mapping_files import read_mapping, write_mapping
from local.services import LaptopServices
from tests.functional.lake import lake_lines
from tests.functional.local.import_files import mapping_of

HEADER = "Order Number,Order Date,Customer ID,SKU,Product,Qty,Unit Price,Total,Currency,Store\n"
ORDERS = (
    HEADER
    + """\
1001,13/11/2024 10:00,ana,S1,Milk,2,"1,50",4.50,EUR,store-1
1001,13/11/2024 10:00,ana,S2,Tea,1,1.50,,EUR,store-1
1002,02/12/2024,bea,S1,Milk,one,€ 1.50,1.5,EUR,store-2
,02/12/2024,bea,S1,Milk,1,1.50,1.5,EUR,store-2
1003,soon,bea,S1,Milk,1,1.50,1.5,EUR,store-2
1004,04/12/2024,guest,,Ham,"0,350",20,7,EUR,store-2
"""
)
PEOPLE = "order_id;created_at;customer;sku;quantity;price\n1;31.12.2024;josé;Ñ1;0,5;1.299,50 €\n"


def run(services: LaptopServices, path: Path, mapping: ColumnMapping) -> dict[str, int]:
    folder = ImportFolder.of(path, services.data, mapping, now=services.clock())
    return import_parts(services, path, mapping, folder, b"secret", processes=1).as_dict()


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, "utf-8")
    return path


def test_orders_reach_lake_and_tables_and_what_cannot_be_read_is_named(
    services: LaptopServices, orders: Path
) -> None:
    mapping = mapping_of(orders, channel="store")
    numbers = run(services, orders, mapping)
    wanted = {"rows": 6, "accepted": 3, "rejected": 2, "warned": 2, "refused_rows": 0}
    assert {name: numbers[name] for name in wanted} == wanted
    lines = {line["order_id"]: line for line in lake_lines(services)}
    first = lines["1001"]
    assert (first["at"], first["person"], first["channel"]) == (
        1_731_492_000_000, "customer#ana", "store",
    )  # fmt: skip
    assert [(i["item_id"], i["quantity"], i["price"]) for i in first["items"]] == [
        ("S1", 2, 1.5), ("S2", 1, 1.5),
    ]  # fmt: skip
    assert (first["order"]["total"], first["order"]["currency"]) == (450, "EUR")
    assert (lines["1004"]["person"], lines["1004"]["items"][0]["quantity"]) == (
        "visitor#1004",
        0.35,
    )
    (stored,) = services.storage.events.newest(customer("ana"), "c", 10)
    assert (stored.order_id, stored.backfill) == ("1001", True)
    profile, _ = services.storage.profiles.get(customer("ana"))
    assert {each.item_id for each in profile.purchased} == {"S1", "S2"}
    folder = ImportFolder.of(orders, services.data, mapping, now=0)
    rejects = [json.loads(line) for line in folder.rejects().splitlines()]
    assert {(r["order_id"], r["rejected"], r["faults"][0]["field"]) for r in rejects} == {
        (None, True, "order_id"),
        ("1003", True, "time"),
        ("1002", False, "properties.products.0.quantity"),
        ("1004", False, "userId"),
    }


def test_an_export_says_what_was_paid_back_and_cancelled(
    services: LaptopServices, tmp_path: Path
) -> None:
    path = tmp_path / "shopify.csv"
    path.write_text(
        "Name,Email,Created at,Lineitem sku,Lineitem quantity,Lineitem price,Total,Currency,"
        "Refunded Amount,Cancelled at\n"
        "#1,ana@example.com,2024-11-01 10:00:00 +0100,tea,2,5,10,EUR,4.00,\n"
        "#1,ana@example.com,,cup,1,0,,,,\n"
        "#2,a@example.com,2024-11-02 10:00:00 +0100,tea,1,5,5,EUR,0.00,2024-11-03 10:00:00 +0100\n",
        "utf-8",
    )
    assert run(services, path, mapping_of(path))["accepted"] == 2
    lines = {(line["order_id"], line["name"]): line for line in lake_lines(services)}
    assert lines["#1", "Order Refunded"]["order"]["total"] == 400
    assert lines["#2", "Order Cancelled"]["kind"] == "return"
    assert len(lines) == 4


def test_a_corrected_mapping_imports_anew(services: LaptopServices, orders: Path) -> None:
    mapping = mapping_of(orders, channel="store")
    columns = {name: column for name, column in mapping.columns.items() if name != "time"}
    assert run(services, orders, replace(mapping, columns=columns))["accepted"] == 0
    assert run(services, orders, mapping)["accepted"] == 3
    assert run(services, orders, mapping)["accepted"] == 0
    assert len(lake_lines(services)) == 3


def test_an_import_that_ends_at_any_of_ten_points_goes_on_and_doubles_nothing(
    services: LaptopServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "ROWS_A_PART", 10)
    path = tmp_path / "many.csv"
    # As Shopify's export, which names the customer in the first row of an order.
    people = [f"p{n % 7}" if n % 2 == 0 else "" for n in range(60)]
    rows = [f"{n // 2},2024-11-{n % 28 + 1:02},{people[n]},S{n},x,1,2,,EUR,s\n" for n in range(60)]
    path.write_text(HEADER + "".join(rows), "utf-8")
    mapping = mapping_of(path)
    for point in range(10):
        with monkeypatch.context() as patch:
            _die_at(patch, point)
            with pytest.raises(KeyboardInterrupt):
                run(services, path, mapping)
    assert run(services, path, mapping)["rows"] == 60
    lines = lake_lines(services)
    assert sorted(line["order_id"] for line in lines) == sorted(map(str, range(30)))
    assert len({line["message_id"] for line in lines}) == 30
    assert sum(len(line["items"]) for line in lines) == 60
    assert run(services, path, mapping)["parts_done_before"] == 6


def _die_at(patch: pytest.MonkeyPatch, point: int) -> None:
    """End at the n-th step of those that change anything: cut, lake, rejects, tables, mark."""
    steps = 0

    def dying(real: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps > point // 2 and not after:
                raise KeyboardInterrupt
            result = real(*arguments, **named)
            if steps > point // 2:
                raise KeyboardInterrupt
            return result

        return step

    after = point % 2 == 1
    patch.setattr(importing, "write_part", dying(write_part, after=after))
    patch.setattr(ImportOutput, "write_lake", dying(ImportOutput.write_lake, after=after))
    patch.setattr(ImportFolder, "set_done", dying(ImportFolder.set_done, after=after))


def test_a_dry_run_shows_and_a_mapping_is_kept(orders: Path, tmp_path: Path) -> None:
    mapping = mapping_of(orders)
    shown = list(preview_of_orders(orders, mapping))
    assert shown[0]["event"]["order_id"] == "1001"
    assert any("rejected" in each for each in shown)
    write_mapping(mapping, tmp_path / "mapping.json")
    assert read_mapping(tmp_path / "mapping.json", columns_in(orders)) == mapping
    with pytest.raises(Invalid, match="no column"):
        read_mapping(tmp_path / "mapping.json", ["other"])


@pytest.mark.parametrize(
    "content",
    [
        PEOPLE.encode(),
        PEOPLE.encode("utf-8-sig"),
        PEOPLE.encode("utf-16"),
        PEOPLE.encode("utf-16-le"),
        PEOPLE.encode("utf-16-be"),
        PEOPLE.encode("cp1252"),
        f"sep=;\n{PEOPLE}".encode(),
        f"sep=;\r\n{PEOPLE}".encode("utf-16"),
        PEOPLE.replace("\n", "\r\n").encode(),
        PEOPLE.replace("\n", "\r").encode(),
        gzip.compress(PEOPLE.encode("cp1252")),
        PEOPLE.replace(";", "\t").encode(),
        PEOPLE.replace(";", "|").encode(),
    ],
    ids=["utf8", "mark", "utf16", "utf16le", "utf16be", "windows", "sep", "sep16", "crlf", "cr",
         "gzip", "tabs", "pipes"],
)  # fmt: skip
def test_a_file_is_read_in_whatever_encoding_it_was_saved(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / ("o.csv.gz" if content.startswith(b"\x1f\x8b") else "o.csv")
    path.write_bytes(content)
    readable = in_utf8(path, tmp_path / "copy")
    (shown,) = preview_of_orders(readable, mapping_of(readable))
    event = shown["event"]
    assert (event["person"], shown["warnings"]) == ("customer#josé", [])
    (line,) = event["items"]
    assert (line["item_id"], line["quantity"], line["price"]) == ("Ñ1", 0.5, 1299.5)


def test_a_wrong_byte_in_a_file_of_utf_8_does_not_change_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_bytes(PEOPLE.encode() + b"2;31.12.2024;\xff;S;1;1\n")
    assert in_utf8(path, tmp_path / "copy") == path
