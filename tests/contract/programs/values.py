"""Attribute values and keys of every type, from pools so small that they meet again."""

from typing import Any

from hypothesis import strategies as st

TEXTS = ("", "a", "ab", "abc", "b", "é", "zz", "\U0001f9f5", "\uffff")
NUMBERS = (
    *("0", "1", "-1", "2", "10", "0.5", "-0.5", "1.50", "1e3", "007", "-0", "99999999999999999999"),
    *("1E-130", "9.9999999999999999999999999999999999999E+125", "0.0000001", "-12.25"),
    "12345678901234567890123456789012345678",
)
BAD_NUMBERS = ("", "x", "1e126", "1E-131", "1234567890123456789012345678901234567890.5", "NaN")
BINARIES = (b"", b"a", b"ab", b"\x00", b"\xff", b"\xff\xff", b"b")
PLAIN_NAMES = ("a", "b", "c", "g", "h")
"""Names that an expression may spell out; `g` and `h` are the keys of indexes."""
OTHER_NAMES = ("name", "size", "x.y", "é", "a b")
"""Reserved words and names with other signs, which need an alias."""
NAMES = (*PLAIN_NAMES, *OTHER_NAMES)
TYPES = ("S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS")

Value = dict[str, Any]


def mostly(
    good: st.SearchStrategy[Any], bad: st.SearchStrategy[Any], *, one_in: int = 60
) -> st.SearchStrategy[Any]:
    """`good`, and rarely `bad`; hypothesis likes the ends of a range too much for this."""
    rare = one_in // 2
    return st.integers(1, one_in).flatmap(lambda n: bad if n == rare else good)


def _typed(kind: str, content: st.SearchStrategy[Any]) -> st.SearchStrategy[Value]:
    return content.map(lambda inner: {kind: inner})


def _set(kind: str, pool: tuple[Any, ...]) -> st.SearchStrategy[Value]:
    return _typed(kind, st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=True))


texts = _typed("S", st.sampled_from(TEXTS))
numbers = _typed("N", st.sampled_from(NUMBERS))
binaries = _typed("B", st.sampled_from(BINARIES))
scalars = st.one_of(
    texts, numbers, numbers, binaries, _typed("BOOL", st.booleans()), st.just({"NULL": True})
)
# Numbers that are equal but written otherwise are one, which a set must not hold twice.
sets = st.one_of(_set("SS", TEXTS), _set("NS", NUMBERS[1:9]), _set("BS", BINARIES))
flawed = st.one_of(
    _typed("N", st.sampled_from(BAD_NUMBERS)),
    st.sampled_from([{"SS": []}, {"NULL": False}, {"NS": ["1", "1.0"]}, {}, {"S": "a", "N": "1"}]),
)


def _nested(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    names = st.sampled_from(("a", "b", "name"))
    return st.one_of(
        _typed("L", st.lists(inner, max_size=3)),
        _typed("M", st.dictionaries(names, inner, max_size=2)),
    )


sound = st.recursive(st.one_of(scalars, sets), _nested, max_leaves=4)
values = mostly(sound, flawed)

_KEYS = {
    "S": ("a", "ab", "abc", "b", "é", "\U0001f9f5", "\uffff"),
    "N": ("-1", "0", "0.5", "2", "10", "1e3", "-12.25"),
    "B": (b"a", b"ab", b"\x00", b"\xff", b"\xff\xff", b"b"),
}


def keys_of(kind: str, *, flawed: bool = True) -> st.SearchStrategy[Value]:
    """Key values of a type; if flawed, a few of another one, and a few that are empty."""
    good = _typed(kind, st.sampled_from(_KEYS[kind]))
    bad = st.sampled_from([{"S": ""}, {"B": b""}, {"N": "5"}, {"S": "5"}, {"BOOL": True}])
    return mostly(good, bad) if flawed else good
