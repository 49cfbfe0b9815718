"""Files of orders with what came back: lines below zero, receipts of returns, cancelled orders."""

import pytest

from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.lake import lake_lines
from tests.functional.local.import_files import Imported

COLUMNS = "order_id,date,customer_id,sku,quantity,price,total\n"
BOUGHT = "R1,2024-11-13,ana,A,2,10,{}\nR1,2024-11-13,ana,B,1,5,{}\n"


def order(client: TestClient) -> tuple[str, float, dict[str, float]]:
    (found,) = client.get("/v1/customers/ana/orders").json()["orders"]
    return found["status"], found["total"], {i["item_id"]: i["quantity"] for i in found["items"]}


@pytest.mark.parametrize(
    ("bought", "back"),
    [
        (("20", "5"), "-10"),  # amounts of lines
        (("15", "15"), "15"),  # the receipt's, which is what was paid
        (("", ""), ""),
    ],
)
def test_a_line_below_zero_takes_back(
    secret: TestClient, imported: Imported, bought: tuple[str, str], back: str
) -> None:
    rows = COLUMNS + BOUGHT.format(*bought) + f"R1,2024-11-14,ana,A,-1,10,{back}\n"
    report = imported("orders.csv", rows)
    assert (report["accepted"], report["warned"]) == (1, 0)
    assert order(secret) == ("partly_refunded", 15, {"A": 1, "B": 1})


def test_an_amount_that_was_paid_back_counts_once(secret: TestClient, imported: Imported) -> None:
    columns = COLUMNS.replace("total", "total,refunded_amount")
    rows = "R1,2024-11-13,ana,A,2,10,20,10\nR1,2024-11-13,ana,A,-1,10,20,10\n"
    assert imported("orders.csv", columns + rows)["accepted"] == 1
    assert order(secret) == ("partly_refunded", 10, {"A": 1})


def test_a_receipt_of_a_return_is_no_sale(
    secret: TestClient, services: LaptopServices, imported: Imported
) -> None:
    rows = COLUMNS + BOUGHT.format("20", "5") + "R2,2024-11-14,ana,A,-1,10,-10\n" * 2
    report = imported("orders.csv", rows)
    assert (report["accepted"], report["warned"]) == (2, 0)
    assert order(secret) == ("completed", 25, {"A": 2, "B": 1})
    (back,) = [line for line in lake_lines(services) if line["order_id"] == "R2"]
    assert (back["name"], back["kind"]) == ("Order Refunded", "return")
    assert [item["item_id"] for item in back["items"]] == ["A", "A"]


def test_orders_after_a_return_are_orders(secret: TestClient, imported: Imported) -> None:
    rows = "R0,2024-11-12,bob,A,-1,10,-10\nR1,2024-11-13,ana,A,1,10,10\n"
    assert imported("orders.csv", COLUMNS + rows)["accepted"] == 2
    assert order(secret) == ("completed", 10, {"A": 1})


def test_a_total_below_zero_is_none(secret: TestClient, imported: Imported) -> None:
    rows = "R0,2024-11-12,bob,A,1,10,10\nR1,2024-11-13,ana,A,1,10,-10\n"
    report = imported("orders.csv", COLUMNS + rows)
    assert (report["accepted"], report["warned"]) == (2, 1)
    assert order(secret) == ("completed", 10, {"A": 1})


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Cancelada por el comprador", "cancelled"),
        ("Cancelled by Buyer", "cancelled"),
        ("Annulé", "cancelled"),
        ("Anulowane", "cancelled"),
        ("Error de pago", "cancelled"),
        ("Remboursé", "refunded"),
        ("Rimborsato", "refunded"),
        ("Devuelto", "refunded"),
        ("Entregado", "completed"),
        ("Cancellation requested", "completed"),
        ("Pago aceptado", "completed"),
    ],
)
def test_a_status_in_the_shop_s_words_is_known(
    secret: TestClient, imported: Imported, word: str, status: str
) -> None:
    columns = "order_id,date,status,customer_id,sku,quantity,price\n"
    imported("orders.csv", columns + f"R1,2024-11-13,{word},ana,A,1,10\n")
    assert order(secret)[0] == status


def test_the_time_of_a_cancellation_is_read_like_the_order_s(
    services: LaptopServices, imported: Imported
) -> None:
    columns = "order_id,date,cancelled_at,customer_id,sku\n"
    report = imported("orders.csv", columns + 'R1,01/11/2024,"02/11/2024, 10:00",ana,A\n')
    assert (report["accepted"], report["warned"]) == (1, 0)
    times = {line["name"]: line["at"] for line in lake_lines(services)}
    assert times["Order Cancelled"] - times["Order Completed"] == 34 * 3_600_000
