"""Files of orders by people: what looks like an id and is shared by many is none."""

import pytest

from functions.errors import Invalid
from local.services import LaptopServices
from tests.functional.local.import_files import Imported, orders

PRESTASHOP = """\
"ID";"Referencia";"Cliente";"Total";"Pago";"Estado";"Fecha"
"5";"XKBKN";"A. García";"35,00 €";"Tarjeta";"Pago aceptado";"01/11/2024 10:00:00"
"6";"XKBKM";"A. García";"45,00 €";"Tarjeta";"Pago aceptado";"02/11/2024 10:00:00"
"7";"XKBKL";"Núria O'Neill";"45,00 €";"Tarjeta";"Pago aceptado";"02/11/2024 10:00:00"
"""


def people(services: LaptopServices) -> list[str]:
    return [order["person"] for order in orders(services).values()]


def test_orders_of_one_name_are_not_one_person_s(
    services: LaptopServices, imported: Imported
) -> None:
    assert imported("orders.csv", PRESTASHOP)["accepted"] == 3
    assert sorted(people(services)) == ["visitor#5", "visitor#6", "visitor#7"]


@pytest.mark.parametrize("customer", ["7", "ana", "ana@x.com", "C 7"])
def test_ids_under_the_same_column_stay_ids(
    services: LaptopServices, imported: Imported, customer: str
) -> None:
    content = f'"ID";"Cliente";"Total";"Fecha"\n"5";"{customer}";"35,00 €";"01/11/2024"\n'
    assert imported("orders.csv", content)["accepted"] == 1
    assert people(services) == [f"customer#{customer}"]


def test_a_file_of_customers_by_their_names_alone_is_refused(imported: Imported) -> None:
    with pytest.raises(Invalid, match="user_id"):
        imported("customers.csv", "Cliente;Email\nAna García;ana@x.com\nBob Roe;bob@x.com\n")


HEADERS = [
    "OrderID,OrderDate,CustomerID,ProductID,Quantity,UnitPrice,TotalPrice (EUR)",
    "Número de orden,Fecha,ID del cliente,SKU,Cantidad del producto,Precio del producto,Total EUR",
    "# de venta,Fecha de venta,ID cliente,SKU,Unidades,Precio unitario,Total (EUR)",
    "Número do Pedido,Data,ID do cliente,SKU,Quantidade Comprada,Valor Produto,Total (EUR)",
]


@pytest.mark.parametrize("header", HEADERS)
def test_the_columns_of_shops_of_other_languages_are_known(
    services: LaptopServices, imported: Imported, header: str
) -> None:
    report = imported("orders.csv", f"{header}\n1,2024-11-13,ana,A,2,5,10\n")
    assert (report["accepted"], report["warned"]) == (1, 0)
    (found,) = orders(services).values()
    assert (found["person"], found["order"]["currency"]) == ("customer#ana", "EUR")
    assert [(i["item_id"], i["quantity"], i["price"]) for i in found["items"]] == [("A", 2, 5)]
    assert found["order"]["total"] == 1000
