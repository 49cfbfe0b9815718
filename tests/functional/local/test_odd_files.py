"""Files as spreadsheets, shops and collectors write them: what is meant is read, the rest named."""

import gzip
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import pytest
from fastapi.testclient import TestClient

from functions.domain.column_mapping import ColumnMapping
from functions.errors import Invalid
from functions.imports.file_parts import suggested_mapping
from functions.imports.mapping import checked
from functions.imports.staging import connect, source_of
from functions.imports.text_encoding import in_utf8
from local.feeds.import_folder import ImportFolder
from local.feeds.import_parts import import_parts
from local.feeds.import_rows import import_items
from local.services import LaptopServices
from tests.functional.lake import lake_lines

HEADER = "pedido,fecha,cliente,articulo,cantidad,precio\n"
LINE = {
    "type": "track",
    "event": "Product Viewed",
    "userId": "ana",
    "messageId": "m1",
    "timestamp": "2024-11-01T10:00:00Z",
    "properties": {"sku": "café"},
}
Imported = Callable[[str, str | bytes], dict[str, Any]]


@pytest.fixture
def imported(services: LaptopServices, tmp_path: Path) -> Imported:
    """Imports a file of this name and content."""

    def run(name: str, content: str | bytes) -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path = in_utf8(path, tmp_path / "utf-8")
        mapping = suggested_mapping(path, None, {})
        if mapping.kind == "items":
            return import_items(services, path, mapping)
        folder = ImportFolder.of(path, services.data, mapping, now=services.clock())
        return import_parts(services, path, mapping, folder, b"secret", processes=1).as_dict()

    return run


def orders(services: LaptopServices) -> dict[str, Any]:
    return {str(line["order_id"]): line for line in lake_lines(services)}


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


def test_a_short_row_is_one_refused_row(imported: Imported) -> None:
    report = imported("pedidos.csv", HEADER + "P1,13/11/2024,ana,A,1,1\nP2,13/11/2024\n")
    assert (report["accepted"], report["refused_rows"]) == (1, 1)


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


def zipped(**contents: str) -> bytes:
    whole = BytesIO()
    with ZipFile(whole, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return whole.getvalue()


@pytest.mark.parametrize("name", ["pedidos.zip", "pedidos.csv", "pedidos.csv.zip"])
def test_a_zip_archive_of_one_file_is_unpacked(imported: Imported, name: str) -> None:
    content = zipped(out__pedidos_csv=HEADER + "P1,13/11/2024,ana,A,1,1\n", out___DS_Store="x")
    assert imported(name, content)["accepted"] == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (zipped(a_csv="x", b_csv="y"), "of 2 files"),
        (zipped(xl__workbook_xml="x", b_xml="y"), "workbook"),
        (zipped(a_csv="x")[:-10], "cannot be unpacked"),
    ],
)
def test_a_zip_archive_that_is_not_one_file_is_refused_and_says_why(
    imported: Imported, content: bytes, reason: str
) -> None:
    with pytest.raises(Invalid, match=reason):
        imported("pedidos.csv", content)


@pytest.mark.parametrize("name", ["pedidos.txt", "pedidos.tsv", "pedidos.csv"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_first_line_shows_what_separates_the_columns(
    imported: Imported, name: str, sign: str
) -> None:
    content = HEADER + "P1,13/11/2024,ana,A,1,1\n"
    assert imported(name, content.replace(",", sign))["accepted"] == 1


def test_a_stray_zero_byte_does_not_change_the_encoding(
    services: LaptopServices, imported: Imported
) -> None:
    for at in (2, 3):
        content = HEADER + f"P{at},13/11/2024,ana,A,1,1\nX{at},13/11/2024,{'a' * at}\0b,A,1,1\n"
        imported(f"pedidos-{at}.csv", content)
    assert {"P2", "P3"} <= orders(services).keys()


@pytest.mark.parametrize("name", ["pedidos.csv", "feed.xml"])
def test_an_empty_file_is_called_so(imported: Imported, name: str) -> None:
    with pytest.raises(Invalid, match="is empty"):
        imported(name, b"")


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


FEED = (
    b'<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><item>'
    b"<g:id><![CDATA[A&1]]></g:id><title>Cup</title><g:price>12,50 EUR</g:price></item>"
    b"</channel></rss>"
)


@pytest.mark.parametrize(
    ("name", "content"),
    [("f.xml", b"\r\n " + FEED), ("f.xml.gz", gzip.compress(FEED)), ("F.XML", FEED)],
)
def test_a_feed_may_be_packed_and_may_begin_with_space(
    secret: TestClient, imported: Imported, name: str, content: bytes
) -> None:
    assert imported(name, content)["accepted"] == 1
    assert secret.get("/v1/items/A%261").json()["price"] == 12.5


def test_a_variant_of_shopify_without_count_is_for_sale(
    secret: TestClient, imported: Imported
) -> None:
    columns = "Handle,Title,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,"
    columns += "Variant Inventory Policy,Variant Price\n"
    rows = "a,A,A,,0,deny,5\nb,B,B,shopify,-2,continue,5\nc,C,C,shopify,0,deny,5\n"
    assert imported("products_export.csv", columns + rows)["accepted"] == 3
    stock = {i: secret.get(f"/v1/items/{i}/stock").json()["stock"] for i in "ABC"}
    assert (stock["A"], stock["B"]) == ([], [])
    assert [level["quantity"] for level in stock["C"]] == [0]


WOO = """\
ID,Tipo,SKU,Nombre,Publicado,"Visibilidad en el catálogo","¿Existencias?",Inventario,\
"Precio rebajado","Precio normal",Categorías,Imágenes,Superior
10,variable,CAM,Camisa,1,visible,1,,,,"Ropa > Camisas, Oferta","https://s/a.jpg, https://s/b.jpg",
11,variation,CAM-A,Camisa azul,1,visible,1,5,15,20,,,CAM
12,variation,,Camisa roja,1,visible,0,0,,20,,,id:10
13,simple,TAZA,Taza,0,hidden,1,,,"9,50",Cocina,,
"""


def test_woocommerce_exports_its_columns_in_the_shop_s_language(
    secret: TestClient, imported: Imported
) -> None:
    assert imported("wc-product-export.csv", WOO)["accepted"] == 4
    blue, red, cup = (secret.get(f"/v1/items/{i}").json() for i in ("CAM-A", "12", "TAZA"))
    assert (blue["group_id"], blue["title"], blue["price"]) == ("CAM", "Camisa azul", 15)
    assert blue["category"] == red["category"] == "Ropa > Camisas"
    assert (red["group_id"], red["image_url"]) == ("CAM", "https://s/a.jpg")
    assert (cup["price"], cup["hidden"], blue["hidden"]) == (9.5, True, False)
    assert secret.get("/v1/items/12/stock").json()["stock"][0]["quantity"] == 0


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


def test_the_envelope_of_a_warehouse_is_read(secret: TestClient, imported: Imported) -> None:
    names = {"userId": "user_id", "messageId": "message_id", "timestamp": "original_timestamp"}
    event = {**LINE, "event": "Order Completed", "properties": {"order_id": "1", "total": 5}}
    line = {names.get(name, name): value for name, value in event.items()}
    assert imported("events.jsonl", json.dumps(line))["accepted"] == 1
    (order,) = secret.get("/v1/customers/ana/orders").json()["orders"]
    assert (order["order_id"], order["total"], order["at"]) == ("1", 5, 1_730_455_200_000)
