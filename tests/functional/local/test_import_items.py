"""`python -m local import` of products: feeds and the exports of shops."""

import json
from pathlib import Path
from typing import Any

import pytest

from functions.errors import Invalid
from functions.imports.item_files import columns_in
from functions.imports.wiring import process_imports
from local.feeds.import_rows import import_items
from local.services import LaptopServices
from tests.functional.local.import_files import mapping_of

GOOGLE = """<?xml version="1.0"?>
<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>
<item><g:id>A/1</g:id><title>Blue &lt;b&gt;shirt&lt;/b&gt;</title><g:price>19.99 EUR</g:price>
<g:sale_price>15,00 EUR</g:sale_price><g:item_group_id>A</g:item_group_id>
<g:product_type>Home &gt; Clothes &gt; Shirts</g:product_type><link>https://shop.example/a</link>
<g:availability>in_stock</g:availability><g:gtin>4006381333931</g:gtin></item>
<item><g:id>B</g:id><title>Cup</title><g:price>0 EUR</g:price>
<g:availability>https://schema.org/OutOfStock</g:availability></item>
<item><title>Nothing</title></item>
</channel></rss>
"""
SHOPIFY = """\
Handle,Title,Vendor,Product Category,Type,Published,Option1 Value,Variant SKU,\
Variant Inventory Qty,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Status
shirt,Shirt,Acme,Apparel > Shirts,Shirts,TRUE,S,SH-S,3,19.99,25.00,'4006381333931,1.jpg,active
shirt,,,,,,M,SH-M,0,19.99,,,,
shirt,,,,,,,,,,,,2.jpg,
mug,Mug,Acme,,Mugs,TRUE,Default Title,,5,7,,,,draft
"""
WOO = """\
ID,Type,SKU,Name,Published,Visibility in catalog,In stock?,Stock,Sale price,Regular price,\
Categories,Images,Parent,Date sale price ends
10,variable,SH,Shirt,1,visible,1,,,,"Clothes > Shirts, Sale",1.jpg,,
11,variation,SH-S,Shirt - S,1,visible,1,3,"15,00","20,00",,s.jpg,SH,2020-01-01
12,variation,,Shirt - M,1,visible,0,,,20,,,id:10,
13,simple,MUG,Mug,1,hidden,backorder,,,7,Mugs,,,
14,simple,CUP,Cup,-1,visible,1,5,,7,"A, B > C",,,
"""


SHOPIFY_OF_TODAY = """\
Title,URL handle,Vendor,Product category,Type,Published on online store,Status,SKU,Barcode,\
Option1 name,Option1 value,Price,Compare-at price,Inventory tracker,Inventory quantity,\
Continue selling when out of stock,Product image URL,Variant image URL
Tee,tee,Acme,Apparel > Shirts,Shirt,TRUE,Active,T-M,400638,Size,M,19.99,29.99,shopify,5,DENY,1.jpg,
,tee,,,,,,T-L,,Size,L,21.99,,shopify,0,DENY,2.jpg,large.jpg
,tee,,,,,,T-S,,Size,S,21.99,,shopify,0,CONTINUE,3.jpg,
,tee,,,,,,,,,,,,,,,4.jpg,
"""
MAGENTO = """\
sku,attribute_set_code,product_type,categories,name,price,special_price,base_image,qty,is_in_stock
B1,Bag,simple,Bags,Duffle,34.0000,30.0000,/b.jpg,100.0000,1
B2,Bag,simple,Bags,Tote,34.0000,,/c.jpg,0,0
"""


def test_the_columns_that_shopify_has_today_are_read_as_those_before(
    services: LaptopServices, tmp_path: Path
) -> None:
    path = tmp_path / "products_export.csv"
    path.write_text(SHOPIFY_OF_TODAY, "utf-8")
    assert import_items(services, path, mapping_of(path))["accepted"] == 3
    found = services.storage.catalog.get(["T-M", "T-L", "T-S"])
    assert {i: (e.title, e.group_id, e.price, e.image_url) for i, e in found.items()} == {
        "T-M": ("Tee – M", "tee", 19.99, "1.jpg"),
        "T-L": ("Tee – L", "tee", 21.99, "large.jpg"),
        "T-S": ("Tee – S", "tee", 21.99, "1.jpg"),
    }
    assert found["T-M"].attributes["regular_price"] == 29.99
    counts = {i: [level.quantity for level in services.storage.stock.find(i)] for i in found}
    assert counts == {"T-M": [5], "T-L": [0], "T-S": []}


def test_an_export_of_magento_is_read(services: LaptopServices, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(MAGENTO, "utf-8")
    assert import_items(services, path, mapping_of(path))["accepted"] == 2
    found = services.storage.catalog.get(["B1"])["B1"]
    assert (found.title, found.category, found.price) == ("Duffle", "Bags", 30)
    assert found.attributes["regular_price"] == 34
    assert [level.quantity for level in services.storage.stock.find("B2")] == [0]


def test_a_google_feed_becomes_the_catalogue(services: LaptopServices, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(GOOGLE, "utf-8")
    for _ in range(2):
        report = import_items(services, path, mapping_of(path))
        assert (report["rows"], report["accepted"]) == (3, 2)
        assert [json.loads(line)["row"] for line in report["rejects"].splitlines()] == [3]
    items = services.storage.catalog.get(["A/1", "B"])
    shirt = items["A/1"]
    assert (shirt.title, shirt.price, shirt.currency) == ("Blue shirt", 15.0, "EUR")
    assert (shirt.group_id, shirt.category) == ("A", "Home > Clothes > Shirts")
    assert shirt.attributes == {"gtin": "4006381333931", "regular_price": 19.99, "sale_price": 15}
    assert shirt.aliases == ("4006381333931",)
    assert items["B"].price is None
    assert [level.quantity for level in services.storage.stock.find("B")] == [0]
    assert services.storage.stock.find("A/1") == []


@pytest.mark.parametrize(
    ("name", "text", "item"),
    [
        ("google.tsv", "id\ttitle\tprice\nX\tPen\t1,20 EUR\n", ("X", "Pen", 1.2, None)),
        (
            "shopify.csv",
            "Handle,Title,Type,Variant SKU,Variant Price\npen,Pen,Stationery,PEN-1,1.20\n",
            ("PEN-1", "Pen", 1.2, "Stationery"),
        ),
        (
            "woo.csv",
            'ID,SKU,Name,Price,Sale price,Categories\n7,PEN-2,Pen,2,1.2,"Office > Pens, A"\n',
            ("PEN-2", "Pen", 1.2, "Office > Pens"),
        ),
    ],
)
def test_the_exports_of_shops_are_known(
    services: LaptopServices, tmp_path: Path, name: str, text: str, item: tuple[Any, ...]
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    import_items(services, path, mapping_of(path))
    found = services.storage.catalog.get([item[0]])[item[0]]
    assert (found.item_id, found.title, found.price, found.category) == item


def test_xml_with_entities_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml"
    path.write_text('<!DOCTYPE a [<!ENTITY b "c">]><rss><item><id>&b;</id></item></rss>')
    with pytest.raises(Invalid, match="DOCTYPE"):
        columns_in(path)


@pytest.mark.parametrize("staged", [False, True], ids=["command", "parts"])
def test_rows_of_a_product_lean_on_its_others(
    services: LaptopServices, tmp_path: Path, *, staged: bool
) -> None:
    for name, text in {"shopify.csv": SHOPIFY, "woo.csv": WOO}.items():
        path = tmp_path / name
        path.write_text(text, "utf-8")
        if staged:
            services.blobs.write(f"imports/{name}", path.read_bytes())
            event = {"key": f"imports/{name}", "etag": "e"}
            time = "2025-01-01T12:00:00Z"
            process_imports(services)({"time": time, "detail": {"object": event}})
        else:
            assert import_items(services, path, mapping_of(path))["rejected"] == 0
    names = ["SH-S", "SH-M", "mug", "SH", "12", "MUG", "CUP"]
    found = services.storage.catalog.get(names)
    seen = {n: (i.title, i.group_id, i.category, i.price, i.hidden) for n, i in found.items()}
    # The last file's SH-S is WooCommerce's, whose sale has ended.
    assert seen == {
        "SH-S": ("Shirt - S", "SH", "Clothes > Shirts", 20.0, False),
        "SH-M": ("Shirt – M", "shirt", "Apparel > Shirts", 19.99, False),
        "mug": ("Mug", "mug", "Mugs", 7.0, True),
        "SH": ("Shirt", "SH", "Clothes > Shirts", None, False),
        "12": ("Shirt - M", "SH", "Clothes > Shirts", 20.0, False),
        "MUG": ("Mug", "MUG", "Mugs", 7.0, True),
        "CUP": ("Cup", "CUP", "A", 7.0, True),
    }
    assert [level.quantity for level in services.storage.stock.find("12")] == [0]


def test_a_variant_on_sale_has_both_prices_and_its_bar_code(
    services: LaptopServices, tmp_path: Path
) -> None:
    path = tmp_path / "shopify.csv"
    path.write_text(SHOPIFY, "utf-8")
    import_items(services, path, mapping_of(path))
    shirt = services.storage.catalog.get(["SH-S"])["SH-S"]
    assert (shirt.title, shirt.price, shirt.aliases) == ("Shirt – S", 19.99, ("4006381333931",))
    assert shirt.attributes["regular_price"] == 25.0
