import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.arrays import string_hashes
from model.arrays.byte_strings import ByteStrings
from model.arrays.string_hashes import string_hashes as hashes_of

texts = st.lists(st.text(st.characters(codec=None), max_size=40), max_size=30)


@given(texts)
def test_the_hash_of_a_string_does_not_depend_on_the_strings_around_it(names: list[str]) -> None:
    together = hashes_of(ByteStrings.from_texts(names)).tolist()
    assert together == [int(hashes_of(ByteStrings.from_texts([name]))[0]) for name in names]


@given(texts)
def test_texts_are_kept_as_their_bytes(names: list[str]) -> None:
    found = ByteStrings.from_texts(names)
    expected = [name.encode("utf-8", "surrogatepass") for name in names]
    assert [found.get(row) for row in range(len(names))] == expected


def test_different_numbers_have_different_hashes() -> None:
    names = [f"item-{number}" for number in range(200_000)]
    assert len(np.unique(hashes_of(ByteStrings.from_texts(names)))) == len(names)


def test_zeros_at_the_end_count() -> None:
    zeros = ["", "\0", "\0" * 7, "\0" * 8, "a", "a\0"]
    assert len(set(hashes_of(ByteStrings.from_texts(zeros)).tolist())) == len(zeros)


def test_chunks_change_no_hash() -> None:
    names = [str(number) * (number % 9) for number in range(2 * string_hashes.CHUNK + 5)]
    found = hashes_of(ByteStrings.from_texts(names))
    for at in (0, string_hashes.CHUNK - 1, string_hashes.CHUNK, len(names) - 1):
        assert found[at] == hashes_of(ByteStrings.from_texts([names[at]]))[0]
