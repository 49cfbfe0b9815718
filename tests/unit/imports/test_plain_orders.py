"""An order that is read the short way is the one that the general way reads."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.errors import Invalid
from functions.imports.import_output import ImportOutput
from functions.imports.read_orders import OrderReader
from functions.imports.staging import Row
from functions.ports.lake import as_line
from functions.ports.local.folder_blobs import FolderBlobs
from functions.stream.lake_line import lake_line

NOWHERE = ImportOutput("f1", 1_764_000_000_000, FolderBlobs(Path()), "", Path())
READER = OrderReader(NOWHERE, b"secret")
PLAIN: Row = {
    "order_id": "1",
    "time": "2025-01-31T12:00:00Z",
    "user_id": "ana",
    "email": None,
    "sku": "S1",
    "product_id": None,
    "product_name": "Milk",
    "quantity": "2",
    "price": "1.50",
    "category": "Food",
    "currency": "EUR",
    "total": "3.00",
    "channel": "web",
}
# Texts of each kind: plain ones, and those that are warned of or refused.
TEXTS = {
    "order_id": ["1", "A/7", " 7 ", "", None, "x" * 300, "a\tb"],
    "time": ["2025-01-31T12:00:00Z", "31/1/2025", "1738324800", "soon", "", "2999-01-01", None],
    "user_id": ["ana", "7", "guest", "undefined", " ", None, "e\u0301ve"],
    "email": [None, "Ana@Example.com", "guest", " ", "null"],
    "sku": ["S1", "S2", " ", "", None, "0", "a\u0000b"],
    "product_id": [None, "S1", "P1", " "],
    "product_name": [None, "Milk"],
    "quantity": ["1", "0,350", "-2", "one", "", None, "2000000"],
    "price": ["1.50", "1,50 €", "2 USD", "-1", "free", None],
    "category": ["Food", "A > B", " ", None, "x" * 600],
    "currency": ["EUR", "JPY", "eur", "978", "euro", None],
    "total": ["3.00", "3", "3 USD", "€ 3", None, "x", "-1"],
    "channel": ["web", "store", None],
    "shipping": [None, "1.20", "x"],
    "discount": [None, "1", "1 EUR"],
    "coupon": [None, "TEN"],
    "refunded": [None, "0.00", "2.00"],
    "cancelled_at": [None, "2025-02-01"],
    "payment_method": [None, "card"],
    "location": [None, "store-1", "https://x.example"],
}
# The rows of a file have the same fields.
PLAIN = {**dict.fromkeys(TEXTS), **PLAIN}
odd = st.fixed_dictionaries({}, optional={n: st.sampled_from(t) for n, t in TEXTS.items()})
orders = st.lists(odd, min_size=1, max_size=3)


@settings(max_examples=400, deadline=None)
@given(first=orders, second=orders)
def test_both_ways_read_the_same(first: list[Row], second: list[Row]) -> None:
    plain = READER.plain_orders()
    of_orders: list[list[Row]] = [[{}], first, second, first, second, [{}, {}]]
    for changes in of_orders:
        rows = [{**PLAIN, **change} for change in changes]
        order_id = rows[0]["order_id"]
        short = plain.read(order_id, rows)
        try:
            readings = READER.read(order_id, rows)
        except Invalid:
            assert short is None
            continue
        if short is not None:
            assert [reading.event for reading in readings] == [short.event]
            assert short.line == as_line(lake_line(short.event))
            assert not readings[0].dropped
        plain.learn(rows, readings)


def test_what_differs_in_ids_times_lines_and_amounts_is_plain() -> None:
    plain = READER.plain_orders()
    plain.learn([PLAIN], READER.read("1", [PLAIN]))
    other = {
        **PLAIN,
        "time": "2/2/2025 10:00",
        "user_id": "7",
        "sku": "x",
        "price": "€ 9",
        "total": "9",
    }
    assert plain.read("2", [other, {**PLAIN, "total": "9"}]) is not None
    assert plain.read("3", [{**PLAIN, "email": "a@example.com", "user_id": None}]) is not None
    assert plain.read("4", [{**PLAIN, "channel": "store"}]) is None
    assert plain.read("5", [other, {**PLAIN, "total": "1"}]) is None  # each line has its own


def test_an_order_that_names_another_currency_or_none_is_not_plain() -> None:
    euros = {**PLAIN, "currency": None, "total": "€ 3"}
    plain = READER.plain_orders()
    plain.learn([euros], READER.read("1", [euros]))
    assert plain.read("2", [{**euros, "total": "€ 4"}]) is not None
    for change in ({"total": "4"}, {"total": "4 USD"}, {"price": "4 USD"}, {"total": "$ 4"}):
        assert plain.read("3", [{**euros, **change}]) is None


def test_an_order_of_two_currencies_has_no_sum_of_its_lines_amounts() -> None:
    rows = [{**PLAIN, "total": "10 EUR"}, {**PLAIN, "total": "20 USD", "sku": "S2"}]
    (reading,) = READER.read("1", rows)
    assert reading.event.order_details
    assert reading.event.order_details.total is None
    assert [each.field for each in reading.dropped] == ["properties.total"]
