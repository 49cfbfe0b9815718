"""Columns as spreadsheets and shops write them: what is meant is read, the rest named."""

from pathlib import Path

import duckdb
import pytest

from functions.domain.column_mapping import ColumnMapping
from functions.errors import Invalid
from functions.imports.mapping import checked
from functions.imports.staging import connect, source_of
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.local.import_files import HEADER, Imported, orders


def test_columns_in_spanish_are_those_of_orders_and_ids_are_without_marks_of_sheets(
    services: LaptopServices, imported: Imported
) -> None:
    rows = "'0001,13/11/2024,'0042,'0077,2,1.50\n7.0,45609.5,12.0,8.0,1,1\n"
    rows += "1.23E+12,14/11/2024,x,A,1,1\n"
    report = imported("pedidos.csv", HEADER + rows)
    assert (report["accepted"], report["rejected"]) == (2, 1)
    found = orders(services)
    assert found.keys() == {"0001", "7"}
    assert [(o["person"], o["items"][0]["item_id"]) for o in found.values()] == [
        ("customer#0042", "0077"),
        ("customer#12", "8"),
    ]
    assert found["7"]["at"] == 1_731_499_200_000  # 2024-11-13T12:00Z


def test_fields_of_a_column_are_columns_and_whole_numbers_are_ids(
    services: LaptopServices, imported: Imported, tmp_path: Path
) -> None:
    path = tmp_path / "made.parquet"
    duckdb.sql(
        "COPY (SELECT 'o1' AS order_id, DATE '2024-11-13' AS date,"
        f" {{'id': 12.0::DOUBLE}} AS customer, 7.0::DOUBLE AS sku) TO '{path}' (FORMAT parquet)"
    )
    assert imported("orders.parquet", path.read_bytes())["accepted"] == 1
    (order,) = orders(services).values()
    assert (order["person"], order["items"][0]["item_id"]) == ("customer#12", "7")


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("ordr_id,dte,artcle", "ordr_id"),
        ("order_id,tmestamp,sku", "tmestamp"),
        ("itm_id,t", "itm_id"),
    ],
)
def test_a_misspelt_column_is_pointed_at(imported: Imported, header: str, meant: str) -> None:
    with pytest.raises(Invalid) as refused:
        imported("f.csv", f"{header}\n1,2,3\n")
    assert f"is it '{meant}'?" in refused.value.faults[0].reason


def test_a_mapping_s_mistakes_are_pointed_at() -> None:
    columns = ["Order", "Created"]
    for given, reason in (
        ({"order_id": "Ordr", "time": "Created"}, "has no column 'Ordr'; did you mean Order?"),
        ({"order_id": "Order", "tme": "Created"}, "did you mean time?"),
    ):
        with pytest.raises(Invalid) as refused:
            checked(ColumnMapping("orders", given), columns)
        assert reason in refused.value.faults[0].reason


def test_a_flat_source_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "flat.parquet"
    duckdb.sql(f"COPY (SELECT 1 AS a, [{{'b': 2}}] AS lines) TO '{path}' (FORMAT parquet)")
    with connect(tmp_path) as connection:
        described = connection.execute(f"DESCRIBE FROM {source_of(path)}").fetchall()
    assert [each[0] for each in described] == ["a", "lines"]


def test_a_file_that_counts_its_orders_from_0_has_an_order_0(
    services: LaptopServices, imported: Imported
) -> None:
    rows = "".join(f"{n},13/11/2024,ana,A,1,1\n" for n in range(3))
    assert imported("pedidos.csv", HEADER + rows)["rejected"] == 0
    assert orders(services).keys() == {"0", "1", "2"}


def test_what_a_shop_says_became_of_an_order_counts(secret: TestClient, imported: Imported) -> None:
    header = "order_id,date_created,status,customer_id,order_total,sku,quantity\n"
    words = ("completed", "wc-processing", "pending", "cancelled", "wc-failed", "Storniert",
             "checkout-draft", "refunded", "wc-refunded")  # fmt: skip
    rows = "".join(
        f"{n},2024-11-0{n} 10:00,{word},c{n},10,S1,1\n" for n, word in enumerate(words, 1)
    )
    assert imported("orders.csv", header + rows)["accepted"] == len(words)
    states = [
        secret.get(f"/v1/customers/c{n}/orders").json()["orders"][0]["status"]
        for n in range(1, len(words) + 1)
    ]
    assert states == ["completed"] * 3 + ["cancelled"] * 4 + ["refunded"] * 2


def test_ids_that_a_formula_keeps_and_spaces_around_them_are_the_same_ids(
    services: LaptopServices, imported: Imported
) -> None:
    rows = '="0001",13/11/2024,="0042","=""A-7""",1,1\n 0001 ,13/11/2024, 0042,\u00a0B ,1,1\n'
    report = imported("pedidos.csv", HEADER + rows)
    assert (report["accepted"], report["warned"]) == (1, 0)
    (found,) = orders(services).values()
    assert (found["order_id"], found["person"]) == ("0001", "customer#0042")
    assert [item["item_id"] for item in found["items"]] == ["A-7", "B"]


def test_an_item_s_id_in_a_formula_is_its_id(secret: TestClient, imported: Imported) -> None:
    assert imported("items.csv", 'sku,title,price\n="0077",Cup,9\n')["accepted"] == 1
    assert secret.get("/v1/items/0077").json()["title"] == "Cup"
