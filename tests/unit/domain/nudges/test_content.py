"""Texts, addresses and languages of a nudge, whatever the catalogue holds."""

from decimal import Decimal

import pytest

from functions.domain.nudges.messages.content import (
    Price,
    higher_price,
    language_of,
    plain_text,
    web_address,
)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " https://shop.example/a b",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/relative",
        "https://",
        "https://[",
        "https://a/" + "x" * 2_100,
        "",
        None,
    ],
)
def test_an_address_that_is_none_of_the_web(address: str | None) -> None:
    assert web_address(address) is None


def test_an_address_of_the_web_stays_as_it_is() -> None:
    assert web_address("https://shop.example/té?a=1&b=%20") == "https://shop.example/té?a=1&b=%20"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (" a\r\n b\tc\x00 ", "a b c"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("\u200b", None),
        ("", None),
        (None, None),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_a_text_on_one_line(text: str | None, plain: str | None) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        (("es-MX",), ("es", "es-MX")),
        (("ES_ar",), ("es", "ES-ar")),
        ((None, "fr-FR", "en-GB"), ("en", "en-GB")),
        (("estonian",), ("en", "en")),
        ((), ("en", "en")),
    ],
)
def test_the_language_of_a_person(tags: tuple[str | None, ...], found: tuple[str, str]) -> None:
    assert language_of(*tags, default="en") == found


def test_an_old_price_is_shown_only_where_it_was_higher_in_the_same_currency() -> None:
    now = Price(Decimal(20), "EUR")
    assert higher_price(Price(Decimal(25), "EUR"), now) == Price(Decimal(25), "EUR")
    assert higher_price(Price(Decimal(20), "EUR"), now) is None
    assert higher_price(Price(Decimal(15), "EUR"), now) is None
    assert higher_price(Price(Decimal(25), "USD"), now) is None
    assert higher_price(None, now) is None
    assert higher_price(Price(Decimal(25), "EUR"), None) is None
