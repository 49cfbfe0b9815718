from datetime import UTC, datetime
from typing import Any

import pytest

from functions.domain.reading.ids import id_of
from functions.domain.reading.placeholders import is_placeholder
from functions.domain.reading.texts import category_of, place_of, products_of
from functions.domain.reading.times import time_of
from functions.domain.reading.unreadable import Unreadable
from tests.unit.builders import NOON


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (12, "12"),
        (12.0, "12"),
        ("12", "12"),
        (" 12 ", "12"),
        (12.5, "12.5"),
        (1e20, "1" + "0" * 20),
        ("CLE-056621/6", "CLE-056621/6"),
        ("INV/2026/00001", "INV/2026/00001"),
        ("a b%?+&#", "a b%?+&#"),
        ("gid://shopify/ProductVariant/1", "gid://shopify/ProductVariant/1"),
        ("cafe\u0301", "café"),
        ("café", "café"),
        ("milk\n", "milk"),
        ("ñ" * 128, "ñ" * 128),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("-1", "-1"),
        ("0", "0"),
    ],
    ids=repr,
)
def test_an_id_is_one_text(value: Any, read: str) -> None:
    assert id_of(value) == read


@pytest.mark.parametrize(
    "value",
    [True, {}, [], "", "  ", "a\x00b", "a\nb", "ñ" * 129, "x" * 257, float("nan"), 10**300],
    ids=repr,
)
def test_what_is_no_id_is_unreadable(value: Any) -> None:
    with pytest.raises(Unreadable):
        id_of(value)


@pytest.mark.parametrize(
    "value",
    [
        "undefined",
        "UNDEFINED",
        "null",
        "Null",
        "None",
        "NaN",
        "0",
        "-1",
        "0.0",
        "00",
        "anonymous",
        "Anonymous User",
        "guest",
        "GUEST",
        "[object Object]",
        "[object object]",
        "n/a",
        "Invité",
        "Gast",
        "invitado",
        "гость",
        "匿名",
        "00000000-0000-0000-0000-000000000000",
        "00000000-0000-4000-8000-000000000000",
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "ffffffff-ffff-4fff-bfff-ffffffffffff",
        "00000000000000000000000000000000",
        "{{user.id}}",
        "${userId}",
        "<%= id %>",
        "{{ customer.id }}",
        '"undefined"',
        "(none)",
        "<nil>",
        "ｎｕｌｌ",
        "false",
        "*|UNIQID|*",
        "%%user%%",
        "undefinedundefined",
        "nullnull",
        "nullptr",
        "NoneType",
        "\\N",
        "Optional(nil)",
        "function () { return x }",
        "Promise { <pending> }",
        "11111111-1111-1111-1111-111111111111",
        "XXXXXXXX",
        "99999999",
        "cus_undefined",
        "uid:null",
        "your_user_id",
        "YOUR-CUSTOMER-ID",
        "USER_ID_HERE",
        "INSERT_USER_ID",
        "Walk-In Customer",
        "CONSUMIDOR FINAL",
        "Venta mostrador",
        "Público en general",
        "Laufkundschaft",
    ],
)
def test_a_placeholder_identifies_no_one(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize(
    "value",
    [
        "1",
        "10",
        "100",
        "-12",
        "ana",
        "guest-7",
        "null@shop.example",
        "nullah",
        "ff",
        "v1",
        "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001",
        "User 5",
        "anonymous-5f2c",
        "0x12",
        "xx",
        "9999",
        "1111",
        "here-7",
        "your-majesty",
        "Walker",
        "mostrador-3",
        "null_island",
        "function-key",
    ],
)
def test_an_id_that_looks_odd_is_an_id(value: str) -> None:
    assert not is_placeholder(value)


@pytest.mark.parametrize(
    "value",
    [
        "2025-01-01T12:00:00Z",
        "2025-01-01T12:00:00.000Z",
        "2025-01-01 12:00:00",
        "2025-01-01T12:00",
        "2025-01-01T13:00:00+01:00",
        "2025-01-01T12:00:00+0000",
        "20250101T120000Z",
        "Wed, 01 Jan 2025 12:00:00 GMT",
        "Wed, 01 Jan 2025 13:00:00 +0100",
        "Wed Jan 01 2025 13:00:00 GMT+0100 (Central European Standard Time)",
        "2025-01-01 12:00:00 UTC",
        "2025/01/01 12:00:00",
        "2025-01-01T12:00:00.000000000Z",
        NOON,
        NOON / 1000,
        NOON // 1000,
        float(NOON),
        str(NOON),
        f"{NOON // 1000}.0",
        NOON * 1000,
        NOON * 1_000_000,
        " 2025-01-01T12:00:00Z ",
    ],
    ids=repr,
)
def test_a_time_is_read_in_the_common_notations(value: Any) -> None:
    assert time_of(value) == NOON


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "1999-12-31T23:59:59Z",
        "1970-01-01T00:00:00Z",
        0,
        5,
        -1,
        "",
        {},
        True,
        "9999-01-01",
        float("nan"),
        float("inf"),
        1e30,
        "2025-13-01",
        "x" * 500,
        "0001-01-01T00:00:00+23:00",
    ],
    ids=repr,
)
def test_what_is_no_time_is_unreadable(value: Any) -> None:
    with pytest.raises(Unreadable):
        time_of(value)


def test_a_category_may_be_a_path_or_a_list() -> None:
    for value in (
        "A > B",
        "A>B",
        ["A", "B"],
        [["A", "B"], ["C"]],
        ["A > B", "C"],
        "A » B",
        [{"name": "A"}, {"name": "B"}],
    ):
        assert category_of(value) == "A > B"
    unreadable: list[Any] = [{}, [], True, "x" * 600, [None], " > "]
    for value in unreadable:
        with pytest.raises(Unreadable):
            category_of(value)


def test_a_place_is_no_url_and_products_have_many_forms() -> None:
    assert (place_of("store-12"), place_of({"id": 7})) == ("store-12", "7")
    for url in ("https://shop.example/cart", "//shop.example", "www.shop.example", {"lat": 1}):
        with pytest.raises(Unreadable):
            place_of(url)
    one = {"sku": "a"}
    for value in ([one], one, {"0": one}, '[{"sku": "a"}]'):
        assert products_of(value) == [one]


@pytest.mark.parametrize(
    "person_id",
    ["Na Li", "guest-17", "user", "Anon Smith", "no-reply@example.com", "a.b", "😀", "1.2.3", "$5",
     "Not Sure", "nadia", "undefined_123", "N1", "Noah", "id-7", "client 9"],
)  # fmt: skip
def test_an_id_with_a_word_of_its_own_is_no_placeholder(person_id: str) -> None:
    assert not is_placeholder(person_id)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Nov 3, 2026 10:15", "2026-11-03T10:15:00+00:00"),
        ("3 nov. 2026", "2026-11-03T00:00:00+00:00"),
        ("3 de noviembre de 2026 a las 10:15", "2026-11-03T10:15:00+00:00"),
        ("3. März 2026 10:15 Uhr", "2026-03-03T10:15:00+00:00"),
        ("1er février 2026 à 10h15", "2026-02-01T10:15:00+00:00"),
        ("3 mei 2026", "2026-05-03T00:00:00+00:00"),
        ("03-NOV-26 10.15.00 PM", "2026-11-03T22:15:00+00:00"),
        ("Tuesday, November 3, 2026 10:15 PM", "2026-11-03T22:15:00+00:00"),
        ("Nov 3 2026 12:15AM", "2026-11-03T00:15:00+00:00"),
        ("3rd of November 2026", "2026-11-03T00:00:00+00:00"),
        ("Tue, 03 Nov 2026 10:15:00 -0500", "2026-11-03T15:15:00+00:00"),
        ("Tue Nov 03 2026 10:15:00 GMT+0100 (CET)", "2026-11-03T09:15:00+00:00"),
        ("03/nov/2026:10:15:00 +0000", "2026-11-03T10:15:00+00:00"),
        ("2026-11-03 10:15:00 -0500", "2026-11-03T15:15:00+00:00"),
        ("2026-11-03 10:15:00 UTC", "2026-11-03T10:15:00+00:00"),
        ("2026-11-03 10:15 EST", "2026-11-03T15:15:00+00:00"),
        ("2026-11-03 9:05 p. m.", "2026-11-03T21:05:00+00:00"),
        ("2026.11.03", "2026-11-03T00:00:00+00:00"),
        ("2026/11/03 10:15:00 +0000", "2026-11-03T10:15:00+00:00"),
    ],
)
def test_a_time_may_have_words(text: str, read: str) -> None:
    assert datetime.fromtimestamp(time_of(text) / 1000, UTC).isoformat() == read


@pytest.mark.parametrize("text", ["3 foo 2026", "Nov 2026", "31 nov 2026", "may", "10-11-12"])
def test_words_that_are_no_time_are_none(text: str) -> None:
    with pytest.raises(Unreadable):
        time_of(text)
