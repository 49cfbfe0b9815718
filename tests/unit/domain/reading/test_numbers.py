import contextlib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.reading.numbers import decimal_of, from_json_number, json_number, price_of
from functions.domain.reading.unreadable import Unreadable

READ: list[tuple[Any, str]] = [
    ("12,50", "12.50"),
    ("1299/-", "1299"),
    ("₹1,299/-", "1299"),
    ("1½", "1.5"),
    ("2 ¼", "2.25"),
    ("$19.99", "19.99"),
    ("1.299,00", "1299"),
    ("1,299.00", "1299"),
    ("1 299,00", "1299"),
    ("1\u00a0299,00", "1299"),
    ("1\u202f299,00 €", "1299"),
    ("1'299.00", "1299"),
    ("1’299.-", "1299"),
    ("CHF 12.–", "12"),
    ("€ 12", "12"),
    ("12.50 EUR", "12.5"),
    ("EUR12", "12"),
    ("１２．５０", "12.5"),
    ("٣٫٥", "3.5"),
    ("R$ 1.299,00", "1299"),
    ("US$19.99", "19.99"),
    ("Rs. 500", "500"),
    ("₹1,23,456.78", "123456.78"),
    ("-$5", "-5"),
    ("$-5", "-5"),
    ("−3", "-3"),
    ("(5.00)", "-5"),
    ("5-", "-5"),
    ("-0", "0"),
    (-0.0, "0"),
    ("+7", "7"),
    ("1e3", "1000"),
    ("1.5E-2", "0.015"),
    ("0,350 kg", "0.35"),
    ("0.350kg", "0.35"),
    ("2 pcs", "2"),
    ("2x", "2"),
    ("1,299", "1299"),
    ("1.299", "1.299"),
    ("1.299.000", "1299000"),
    ("1_000", "1000"),
    (".5", "0.5"),
    (",5", "0.5"),
    ("12.", "12"),
    ("  7 ", "7"),
    (7, "7"),
    (7.25, "7.25"),
    (19.990000000000002, "19.99"),
    (1e3, "1000"),
    ("007", "7"),
    ("12,5", "12.5"),
    ("12,3456", "12.3456"),
    ("kr. 99,00", "99"),
]
UNREADABLE: list[Any] = [
    True,
    False,
    None,
    {},
    [],
    [1],
    "NaN",
    "nan",
    "inf",
    "-Infinity",
    float("nan"),
    float("inf"),
    "free",
    "call 555",
    "call Bob 555",
    "item 7",
    "call us",
    "1.2.3",
    "12.34.56",
    "1,2,3",
    "10-20",
    "12/3",
    "12%",
    "2 for 10",
    "12:30",
    "9" * 100,
    10**60,
    "1e999",
    "--5",
    "€",
    "-",
    ".",
    "12 50",
    "1'29",
    "0x10",
    "2025-01-01",
    "1,29,9",
    "12€50",
]


@pytest.mark.parametrize(("value", "read"), READ, ids=repr)
def test_a_number_is_read_in_the_common_notations(value: Any, read: str) -> None:
    assert decimal_of(value) == Decimal(read)


@pytest.mark.parametrize("value", UNREADABLE, ids=repr)
def test_what_is_no_number_is_not_guessed(value: Any) -> None:
    with pytest.raises(Unreadable):
        decimal_of(value)


@given(st.decimals("-999999999.999999", "999999999.999999", places=6))
def test_fifteen_digits_go_through_json_and_come_back(value: Decimal) -> None:
    assert from_json_number(json_number(value)) == value
    assert decimal_of(float(value)) == value


@given(st.text() | st.from_regex(r"[$€ ]?[0-9.,' ]{0,12}[ a-z]?", fullmatch=True))
def test_any_text_is_a_number_or_unreadable(text: str) -> None:
    with contextlib.suppress(Unreadable):
        assert 0 <= price_of(text) <= 10**9
