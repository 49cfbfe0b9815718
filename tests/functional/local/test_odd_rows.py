"""Rows of files as spreadsheets, editors and exports of shops leave them."""

import gzip

import pytest

from local.services import LaptopServices
from tests.functional.local.import_files import HEADER, Imported, orders

ROW = "P{},13/11/2024,ana,A,1,1"
NOTES = HEADER.replace("\n", ",notas,etiquetas\n")


def test_empty_cells_that_a_spreadsheet_left_out_at_the_end_are_empty(
    services: LaptopServices, imported: Imported
) -> None:
    rows = [ROW.format(n) + (",," if n < 16 else "") for n in range(40)]
    rows[20] = ROW.format(20) + ',"dos\nlíneas, y ""más""",x'
    report = imported("pedidos.csv", NOTES + "\n".join(rows) + "\n")
    assert (report["accepted"], report["refused_rows"], report["warned"]) == (40, 0, 0)
    assert len(orders(services)) == 40


@pytest.mark.parametrize("packed", [False, True])
def test_rows_that_end_in_two_ways_are_rows(
    services: LaptopServices, imported: Imported, packed: bool
) -> None:
    rows = [ROW.format(n) + ("\n" if n % 2 else "\r\n") for n in range(6)]
    content = (HEADER + "".join(rows)).encode()
    report = imported("pedidos.csv", gzip.compress(content) if packed else content)
    assert (report["accepted"], report["refused_rows"]) == (6, 0)
    assert orders(services).keys() == {f"P{n}" for n in range(6)}


@pytest.mark.parametrize("quoted", ['"a, ""b"""', '"a\nb"', '"a"'])
def test_a_quoted_cell_far_below_is_a_cell(imported: Imported, quoted: str) -> None:
    """DuckDB looks at the first 20,480 rows to see how a file quotes."""
    plain = "".join(f"{ROW.format(n)},ok\n" for n in range(21_000))
    header = HEADER.replace("\n", ",notas\n")
    report = imported("pedidos.csv", f"{header}{plain}{ROW.format('x')},{quoted}\n")
    assert (report["accepted"], report["refused_rows"]) == (21_001, 0)


@pytest.mark.parametrize("cell", ['"Taza 12"" azul, grande"', '"TV 55\\" LED"', 'TV 55" LED'])
def test_quotes_within_quotes_are_read_as_each_program_writes_them(
    imported: Imported, cell: str
) -> None:
    header = HEADER.replace("articulo", "articulo,nombre")
    rows = f"P1,13/11/2024,ana,A,{cell},1,1\nP2,13/11/2024,bob,B,Plato,1,1\n"
    report = imported("pedidos.csv", header + rows)
    assert (report["accepted"], report["refused_rows"]) == (2, 0)


def test_cells_in_single_quotes_are_cells(imported: Imported) -> None:
    rows = "'P1','13/11/2024','ana','A, B','1','1'\n'P2','13/11/2024','ana','C','1','1'\n"
    report = imported("pedidos.csv", HEADER + rows)
    assert (report["accepted"], report["refused_rows"]) == (2, 0)


def test_a_cell_of_three_megabytes_is_a_cell(imported: Imported) -> None:
    rows = f"P1,13/11/2024,ana,A,1,1,{'x' * 3_000_000}\nP2,13/11/2024,ana,B,1,1,x\n"
    report = imported("pedidos.csv", HEADER.replace("\n", ",notas\n") + rows)
    assert (report["accepted"], report["refused_rows"]) == (2, 0)


def test_ids_that_begin_with_a_number_sign_are_no_comments(
    services: LaptopServices, imported: Imported
) -> None:
    rows = "".join(f"#{n},13/11/2024,ana,A,1,1\n" for n in range(1001, 1020))
    assert imported("pedidos.csv", NOTES + rows)["accepted"] == 19
    assert "#1001" in orders(services)
