"""Files as spreadsheets and tills save them: what is meant is read, the rest named."""

import gzip
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from functions.errors import Invalid
from functions.imports.readable_text import in_utf8
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.local.import_files import HEADER, Imported, orders


def test_a_short_row_is_one_refused_row(imported: Imported) -> None:
    report = imported("pedidos.csv", HEADER + "P1,13/11/2024,ana,A,1,1\nP2,13/11/2024\n")
    assert (report["accepted"], report["refused_rows"]) == (1, 1)


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


ITEMS = "sku;nombre;precio\n1;{};9,50\n2;Cup;3\n"


@pytest.mark.parametrize(
    ("title", "encoding"),
    [("Кружка белая", "cp1251"), ("セラミックのコップ", "cp932"), ("Kubek różowy", "cp1250")],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_in_an_encoding_of_other_countries_is_refused_and_says_what_to_do(
    imported: Imported, title: str, encoding: str, packed: bool
) -> None:
    content = ITEMS.format(title).encode(encoding)
    with pytest.raises(Invalid, match="Save it as UTF-8"):
        imported("items.csv", gzip.compress(content) if packed else content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_titles_keep_their_letters(secret: TestClient, imported: Imported, encoding: str) -> None:
    assert imported("items.csv", ITEMS.format("Camisón niña – 3 m³").encode(encoding))["accepted"]
    assert secret.get("/v1/items/1").json()["title"] == "Camisón niña – 3 m³"


@pytest.mark.parametrize(
    "titles",
    [
        "Informe de ventas 2026\n\n",
        "Informe de ventas 2026\r\n",
        '"Ventas, pedidos"\n\n',
        '"Ventas\nde 2026"\n\n',
        "Tienda: Ana's\nPeríodo: 1/1/2026, 2/1/2026\n\n\n",
        "Informe,,,,,\nDesde,2026-01-01,,,,\n,,,,,\n",
        "sep=,\nInforme\n\n",
        "# ------\n# Informe\n# ------\n\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_titles_above_the_header_are_left_out(
    services: LaptopServices, imported: Imported, titles: str, encoding: str
) -> None:
    content = titles + HEADER + "P1,13/11/2024,ana,A,1,1\nP2,13/11/2024,ana,B,1,1\n"
    assert imported("pedidos.csv", content.encode(encoding))["accepted"] == 2
    assert orders(services).keys() == {"P1", "P2"}


@pytest.mark.parametrize("header", ['"Order\nID",date,sku', "order_id,date,sku", "Nr.,Tag,Art"])
def test_a_file_that_begins_with_its_header_is_left_as_it_is(tmp_path: Path, header: str) -> None:
    path = tmp_path / "o.csv"
    path.write_text(f"{header}\n1,2024-11-13,order\n")
    assert in_utf8(path, tmp_path / "utf-8") == path
