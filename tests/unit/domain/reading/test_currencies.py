from typing import Any

import pytest

from functions.domain.reading.amounts import amount_in, currency_with, other_currency
from functions.domain.reading.currency_numbers import BY_NUMBER
from functions.domain.reading.currency_signs import CODES, currency_of
from functions.domain.reading.unreadable import Unreadable

BOTH = {
    "shop_money": {"amount": "10.00", "currency_code": "EUR"},
    "presentment_money": {"amount": "11.00", "currency_code": "USD"},
}
GRAPH = {
    "shopMoney": {"amount": "10.00", "currencyCode": "EUR"},
    "presentmentMoney": {"amount": "11.00", "currencyCode": "USD"},
}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("eur ", "EUR"),
        ("US$", "USD"),
        ("978", "EUR"),
        (978, "EUR"),
        (978.0, "EUR"),
        ("978.0", "EUR"),
        ("032", "ARS"),
        ("840", "USD"),
        ({"code": 986}, "BRL"),
        ({"id": "MXN"}, "MXN"),
        (["392"], "JPY"),
    ],
)
def test_a_currency_is_read_by_its_letters_its_sign_and_its_number(given: Any, code: str) -> None:
    assert currency_of(given) == code


@pytest.mark.parametrize("given", [1, 32, "32", "000", 999, True, "9788", "-978", {"id": 978}])
def test_other_numbers_are_no_currency(given: Any) -> None:
    """A shop's own table of currencies counts from 1, too."""
    with pytest.raises(Unreadable):
        currency_of(given)


def test_each_number_stands_for_a_currency_in_force() -> None:
    assert set(BY_NUMBER.values()) == CODES - {"ANG"}  # XCG took its number over
    assert all(len(each) == 3 and each.isdecimal() for each in BY_NUMBER)


@pytest.mark.parametrize("given", [BOTH, GRAPH])
def test_of_two_amounts_the_one_in_the_currency_asked_for_counts(given: Any) -> None:
    assert [amount_in(given, code) for code in (None, "EUR", "USD", "GBP")] == [
        "10.00", "10.00", "11.00", "10.00"]  # fmt: skip
    assert currency_with(given) == "EUR"
    assert [other_currency(given, code) for code in ("EUR", "USD", "GBP")] == [None, None, "EUR"]


@pytest.mark.parametrize(
    ("given", "currency", "other"),
    [
        ("20 USD", "EUR", "USD"),
        ("20 EUR", "EUR", None),
        ("€ 20", "USD", "EUR"),
        ("$20", "EUR", None),
        ("100 ₽", "RUR", None),
        ("20 USD", None, None),
        (20, "EUR", None),
        ({"amount": 20, "currency": "840"}, "EUR", "USD"),
        ({"amount": "20 USD"}, "EUR", "USD"),
        ({"amount": 20, "currency": "points"}, "EUR", None),
    ],
)
def test_an_amount_in_another_currency_is_known(
    given: Any, currency: str | None, other: str | None
) -> None:
    assert other_currency(given, currency) == other
