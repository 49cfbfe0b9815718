"""Feeds and exports of products as shops write them."""

import gzip

import pytest

from tests.app_client import TestClient
from tests.functional.local.import_files import Imported

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


@pytest.mark.parametrize(
    ("column", "value", "hidden"),
    [
        ("Publicado", "FALSO", True),
        ("Publicado", "VERDADERO", False),
        ("Activo", "No", True),
        ("Activo", "Sí", False),
        ("Mostrar en tienda", "NO", True),
        ("hidden", "Sí", True),
        ("published", "FAUX", True),
    ],
)
def test_yes_and_no_are_read_in_the_language_of_a_spreadsheet(
    secret: TestClient, imported: Imported, column: str, value: str, hidden: bool
) -> None:
    content = f"Código;Nombre;Precio;{column};Existencias\nA;Taza;9,50;{value};VERDADERO\n"
    assert imported("productos.csv", content)["warned"] == 0
    assert secret.get("/v1/items/A").json()["hidden"] is hidden


MAGENTO = """\
sku,store_view_code,attribute_set_code,product_type,categories,name,price,qty,is_in_stock
A,,Default,simple,"Default Category/Cocina/Tazas,Default Category/Ofertas",Cup,9.50,3.0000,1
A,es,Default,,,Taza,,,
B,,Default,simple,Default Category,Pan,5,0.0000,0
"""


def test_magento_s_rows_of_other_languages_do_not_replace_a_product(
    secret: TestClient, imported: Imported
) -> None:
    assert imported("catalog_product.csv", MAGENTO)["accepted"] == 2
    cup = secret.get("/v1/items/A").json()
    assert (cup["title"], cup["price"], cup["category"]) == ("Cup", 9.5, "Cocina > Tazas")
    assert secret.get("/v1/items/B").json()["category"] == "Default Category"


def test_vtex_s_and_prestashop_s_exports_of_products_are_read(
    secret: TestClient, imported: Imported
) -> None:
    vtex = "_SkuId (Not changeable);_SkuName;_ProductId (Not changeable);_CategoryName\n"
    assert imported("skus.csv", vtex + "77;Taza S;7;Tazas\n")["accepted"] == 1
    prestashop = "ID;Nombre;Referencia;Precio (imp. excl.);Precio (imp. incl.);Cantidad\n"
    assert imported("ps.csv", prestashop + "1;Taza;TZ1;7,85 €;9,50 €;3\n")["accepted"] == 1
    assert secret.get("/v1/items/77").json()["group_id"] == "7"
    assert secret.get("/v1/items/TZ1").json()["price"] == 9.5
    assert secret.get("/v1/items/TZ1/stock").json()["stock"][0]["quantity"] == 3
