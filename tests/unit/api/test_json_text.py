"""JSON text read at a bounded cost, whatever stands in it."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.api.json_text import parse
from functions.errors import Invalid, Malformed, TooLarge
from functions.schemas.json_values import MAX_DEPTH, checked_json, is_too_deep

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def nested(depth: int, opening: str = "[", closing: str = "]") -> str:
    return opening * depth + closing * depth


@given(PLAIN)
def test_what_is_json_is_read_as_it_is(value: object) -> None:
    assert parse(json.dumps(value).encode(), max_values=1_000) == value


def test_values_are_counted_before_they_are_made() -> None:
    body = b"[" + b"{}," * 1_000 + b"{}]"
    assert len(parse(body, max_values=2_010)) == 1_001
    for few in (b"[" + b"{}," * 1_000 + b"{}]", b"[" * 2_000, b'{"a":[' + b"1," * 2_000 + b"1]}"):
        with pytest.raises(TooLarge):
            parse(few, max_values=1_000)


@pytest.mark.parametrize("digits", [301, 4_299, 4_301, 100_000])
def test_a_number_longer_than_any_float_is_infinite(digits: int) -> None:
    body = b'{"a": ' + b"9" * digits + b"}"
    assert parse(body, max_values=9) == {"a": math.inf}
    assert parse(b'{"a": -1e999}', max_values=9) == {"a": -math.inf}


def test_a_long_whole_number_stays_exact() -> None:
    assert parse(b"123456789012345678901234567890", max_values=1) == 123456789012345678901234567890


@pytest.mark.parametrize("depth", [400, 900, 1_000, 5_000, 100_000])
def test_what_is_too_deep_is_cut_and_the_rest_is_read(depth: int) -> None:
    text = f'{{"deep": {nested(depth)}, "text": "]}}\\"[{{", "after": 1}}'
    found = parse(text.encode(), max_values=200_010)
    assert (found["text"], found["after"]) == (']}"[{', 1)
    assert is_too_deep(found["deep"])
    objects = nested(depth, '{"a":', "}").replace(":}", ":1}").encode()
    assert is_too_deep(parse(objects, max_values=200_010))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5_000,
        "[" * 5_000 + "]" * 4_999,
        "]" * 9,
        '["' + '\\"' * 250_000,
        "[" * 5_000 + '"' * 9,
    ],
)
def test_brackets_that_are_not_closed_are_no_json(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text.encode(), max_values=200_000)


def test_a_byte_order_mark_may_come_first() -> None:
    assert parse(b"\xef\xbb\xbf{}", max_values=9) == {}


@pytest.mark.parametrize("text", [b"", b"\xff", b"{", b"nul", b"{'a': 1}", b"1 2"])
def test_what_is_no_json_is_malformed(text: bytes) -> None:
    with pytest.raises(Malformed):
        parse(text, max_values=9)


def deep(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"a": {"b": [1, math.nan]}}, "a.b.1"),
        ({"a": math.inf}, "a"),
        ({"\ud800": math.nan}, "?"),
        ({"a": {"x\udfff": 1}}, "a.x?"),
        ({"a": ["b", "\ud83d"]}, "a.1"),
        ({"a": 1, "b": deep(MAX_DEPTH)}, "b" + ".0" * (MAX_DEPTH - 1)),
        ({"b": deep(900)}, "b" + ".0" * (MAX_DEPTH - 1)),
        ("\ud800", ""),
    ],
)
def test_what_json_cannot_hold_is_named(value: object, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_json(value)
    assert refused.value.faults[0].field == field
    str(refused.value).encode()


def test_the_deepest_that_is_let_pass() -> None:
    assert checked_json(deep(MAX_DEPTH))
    assert checked_json([deep(MAX_DEPTH - 1)] * 100)
    with pytest.raises(Invalid):
        checked_json(deep(MAX_DEPTH + 1))
    with pytest.raises(Invalid):
        checked_json([1, [deep(MAX_DEPTH - 1)], 2])


@given(st.lists(PLAIN))
def test_what_is_let_pass_is_written_as_it_is(value: object) -> None:
    assert json.loads(checked_json(value)) == value
