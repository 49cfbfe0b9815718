"""The made file of orders of `bench.orders_file`."""

import csv
from io import StringIO
from pathlib import Path

from bench.imports import measured
from bench.orders_file import COLUMNS, YEAR_S, Shop, write_orders
from functions.imports.mapping import guessed

UNTIL_S = 1_760_000_000


def made(lines: int) -> str:
    file = StringIO()
    write_orders(file, lines, until_s=UNTIL_S)
    return file.getvalue()


def test_it_has_a_year_in_the_order_of_time_and_is_the_same_each_time() -> None:
    rows = list(csv.DictReader(StringIO(made(3_000))))
    assert len(rows) == 3_000
    times = [row["created_at"] for row in rows]
    assert times == sorted(times)
    assert (times[0][:10], times[-1][:10]) == ("2024-10-09", "2025-10-09")
    assert YEAR_S == 31_536_000
    assert made(3_000) == made(3_000)


def test_every_column_is_known_to_the_import() -> None:
    mapping = guessed(None, COLUMNS, {})
    assert mapping.kind == "orders"
    assert sorted(mapping.columns.values()) == sorted(COLUMNS)


def test_the_bench_finds_each_order_in_the_lake_once(tmp_path: Path) -> None:
    found = measured(tmp_path, 300, Shop(products=20))
    assert found["lines"] == 300
    assert found["orders"] == found["orders_in_lake"]
    with (tmp_path / "orders.csv").open() as file:
        orders = {row["order_id"] for row in csv.DictReader(file)}
    assert found["orders"] == len(orders)
