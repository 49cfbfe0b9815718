import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.arrays.byte_strings import ByteStrings

STRINGS = st.lists(st.binary(max_size=6), max_size=12)


@given(STRINGS, st.data())
def test_taken_in_any_order_they_pack_into_a_blob_of_their_own(
    strings: list[bytes], data: st.DataObject
) -> None:
    rows = data.draw(st.lists(st.sampled_from(range(len(strings))))) if strings else []

    blob, offsets = ByteStrings.from_bytes(strings).take(np.array(rows, np.int64)).packed()

    packed = ByteStrings.from_offsets(blob, offsets)
    assert [packed.get(row) for row in range(len(packed))] == [strings[row] for row in rows]
    assert blob.tobytes() == b"".join(strings[row] for row in rows)


@given(STRINGS, STRINGS)
def test_joined_and_compared(strings: list[bytes], others: list[bytes]) -> None:
    both = ByteStrings.from_bytes(strings).joined(ByteStrings.from_bytes(others))
    pairs = min(len(strings), len(others))

    assert [both.get(row) for row in range(len(both))] == strings + others
    same = ByteStrings.from_bytes(strings[:pairs]).same(ByteStrings.from_bytes(others[:pairs]))
    assert same.tolist() == [a == b for a, b in zip(strings, others, strict=False)]
