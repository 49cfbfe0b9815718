"""Files of orders as shops, marketplaces and tills export them, made by this project."""

from pathlib import Path
from typing import Any

import pytest

from functions.imports.file_parts import suggested_mapping
from functions.imports.readable_text import in_utf8
from local.feeds.import_folder import ImportFolder
from local.feeds.import_parts import import_parts
from local.services import LaptopServices
from tests.functional.lake import lake_lines

DAY = 1_730_419_200_000  # 2024-11-01
HOUR = 3_600_000
FILES: dict[str, tuple[str, dict[str, tuple[Any, ...]]]] = {
    # Order: its time, lines of id, quantity and price, and total in minor units.
    "woocommerce.csv": (
        (
            "Order Number,Order Status,Order Date,Email (Billing),Payment Method Title,"
            "Cart Discount Amount,Order Shipping Amount,Order Refund Amount,Order Total Amount,SKU,"
            "Item #,Item Name,Quantity (- Refund),Item Cost\n"
            "727,Completed,2024-11-01 10:00,a@b.com,Card,0,5.00,0.00,38.00,tee,1,Tee,2,15.00\n"
            "727,Completed,2024-11-01 10:00,a@b.com,Card,0,5.00,0.00,38.00,cap,2,Cap,1,3.00\n"
        ),
        {"727": (DAY + 10 * HOUR, [("tee", 2, 15), ("cap", 1, 3)], 3800)},
    ),
    "magento.csv": (
        (
            '"ID","Purchase Point","Purchase Date","Bill-to Name","Grand Total (Base)",'
            '"Grand Total (Purchased)","Status","Customer Email","Total Refunded"\n'
            '000000001,"Main","Nov 1, 2024 8:00:01 AM","A B","€35.00","€1,035.00","complete",'
            "ana@example.com,0\n"
        ),
        {"000000001": (DAY + 8 * HOUR + 1_000, [], 103_500)},
    ),
    "prestashop.csv": (
        (
            '"ID";"Referencia";"Cliente";"Total";"Pago";"Estado";"Fecha"\n'
            '"5";"XKBKN";"7";"1.035,00 €";"Transferencia";"Pago aceptado";"01/11/2024 10:00:00"\n'
        ),
        {"5": (DAY + 10 * HOUR, [], 103_500)},
    ),
    "vtex.csv": (
        (
            "Order,Creation Date,Email,Status,Quantity_SKU,ID_SKU,SKU Name,SKU Value,Total Value,"
            "Currency Code\n"
            'v1,2024-11-01 10:00:00Z,ana@example.com,Faturado,2,77,Cup,"12,50","25,00",BRL\n'
        ),
        {"v1": (DAY + 10 * HOUR, [("77", 2, 12.5)], 2500)},
    ),
    "square.csv": (
        (
            "Date,Time,Time Zone,Category,Item,Qty,SKU,Gross Sales,Transaction ID,Location,"
            "Customer ID\n"
            '2024-11-01,10:00:00,UTC,Coffee,Latte,2.0,LAT,"$9.00",t1,Main,C1\n'
            "2024-11-01,10:00:00,UTC,Coffee,Bun,1.0,BUN,$2.00,t1,Main,C1\n"
            "11/30/24,2:05 PM,UTC,Coffee,Bun,1.0,BUN,$2.00,t2,Main,C1\n"
            "2024-11-01,,UTC,Coffee,Bun,1.0,BUN,$2.00,t3,Main,C1\n"
        ),
        {
            "t1": (DAY + 10 * HOUR, [("LAT", 2, None), ("BUN", 1, None)], None),
            "t2": (DAY + (29 * 24 + 14) * HOUR + 300_000, [("BUN", 1, None)], None),
            "t3": (DAY, [("BUN", 1, None)], None),
        },
    ),
    "lightspeed.csv": (
        (
            "Date,Receipt Number,Item,UPC,Custom SKU,Qty,Price,Tax,Total\n"
            '11/30/2024 3:00:00 PM,R1,Bike,0123,SK1,1,"$1,299.00",$90.00,"$1,389.00"\n'
            "11/30/2024 3:00:00 PM,R1,Bell,0124,SK2,2,$5.00,$0.50,$10.50\n"
            "11/30/2024 4:00:00 PM,R2,Bell,0124,SK2,1,$5.00,$0.25,$5.25\n"
        ),
        {
            "R1": (DAY + 29 * 24 * HOUR + 15 * HOUR, [("SK1", 1, 1299), ("SK2", 2, 5)], 139_950),
            "R2": (DAY + 29 * 24 * HOUR + 16 * HOUR, [("SK2", 1, 5)], 525),
        },
    ),
    "etsy.csv": (
        (
            '"Sale Date","Item Name",Buyer,Quantity,Price,Currency,"Date Paid","Order ID",SKU\n'
            "11/01/24,Cup,b1,2,10.00,USD,11/01/2024,3001,CUP\n"
            "11/25/24,Cup,b1,2,10.00,USD,11/25/2024,3002,CUP\n"
        ),
        {
            "3001": (DAY, [("CUP", 2, 10)], None),
            "3002": (DAY + 24 * 24 * HOUR, [("CUP", 2, 10)], None),
        },
    ),
    "amazon.txt": (
        (
            "amazon-order-id\tpurchase-date\torder-status\tsku\tquantity\tcurrency\titem-price\n"
            "111-1\t2024-11-01T10:00:00+00:00\tShipped\tCUP\t2\tEUR\t20.00\n"
        ),
        {"111-1": (DAY + 10 * HOUR, [("CUP", 2, None)], None)},
    ),
    "amounts.csv": (
        "order_id,date,sku,amount\n1,2024-11-01,CUP,25.50\n",
        {"1": (DAY, [("CUP", 1, 25.5)], None)},
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_an_export_is_read_by_the_names_of_its_columns(
    services: LaptopServices, tmp_path: Path, name: str
) -> None:
    content, expected = FILES[name]
    (tmp_path / name).write_text(content)
    path = in_utf8(tmp_path / name, tmp_path / "utf-8")
    mapping = suggested_mapping(path, None, {})
    assert mapping.kind == "orders"
    folder = ImportFolder.of(path, services.data, mapping, now=services.clock())
    report = import_parts(services, path, mapping, folder, b"secret", processes=1).as_dict()
    assert (report["rejected"], report["warned"]) == (0, 0)
    found = {
        line["order_id"]: (
            line["at"],
            [(item["item_id"], item["quantity"], item.get("price")) for item in line["items"]],
            line["order"].get("total"),
        )
        for line in lake_lines(services)
    }
    assert found == expected


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ("ID,Name,Email,Group,Phone,Customer Since", "customers"),
        ("Customer ID,First Name,Email,Total Spent", "customers"),
        ("id,title,link,price,availability", "items"),
        ("ID,Type,SKU,Name,Published,Regular price,Categories", "items"),
        ("sku,title,price,created_at", "items"),
    ],
)
def test_a_file_of_customers_or_products_is_one(tmp_path: Path, columns: str, kind: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(columns + "\n" + ",".join("1" for _ in columns.split(",")) + "\n")
    assert suggested_mapping(path, None, {}).kind == kind
