import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.storage.packing import pack, unpack

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_what_was_packed_comes_back(value: object) -> None:
    assert unpack(pack(value)) == value


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown packing format"):
        unpack(b"\x02" + pack({})[1:])
