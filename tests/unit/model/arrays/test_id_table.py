import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from model.arrays import id_table
from model.arrays.byte_strings import ByteStrings
from model.arrays.id_table import IdTable

texts = st.text(st.characters(codec=None), min_size=1, max_size=64)
distinct = st.lists(texts, unique=True, max_size=30)


@given(distinct)
def test_every_id_comes_back_and_is_found(names: list[str]) -> None:
    table = IdTable(IdTable.build(names))

    assert len(table) == len(names)
    assert [table.get(row) for row in range(len(table))] == names
    assert table.find(names).tolist() == list(range(len(names)))


@given(distinct, distinct)
def test_what_was_never_put_in_is_unknown(names: list[str], others: list[str]) -> None:
    found = IdTable(IdTable.build(names)).find(others)

    expected = [names.index(other) if other in names else -1 for other in others]
    assert found.dtype == np.int32
    assert found.tolist() == expected


@given(distinct, distinct)
def test_match_joins_two_tables_as_find_would(names: list[str], others: list[str]) -> None:
    left, right = IdTable(IdTable.build(names)), IdTable(IdTable.build(others))

    assert left.match(right).tolist() == right.find(names).tolist()


def test_ids_that_share_a_hash_are_distinguished(monkeypatch: pytest.MonkeyPatch) -> None:
    def lengths(names: ByteStrings) -> NDArray[np.uint64]:
        return names.lengths.astype(np.uint64)

    monkeypatch.setattr("model.arrays.id_table.string_hashes", lengths)
    table = IdTable(IdTable.build(["aa", "bb", "c", "dd"]))
    other = IdTable(IdTable.build(["x", "dd", "bb", "yy"]))

    assert table.find(["dd", "bb", "aa", "zz", "c"]).tolist() == [3, 1, 0, -1, 2]
    assert table.match(other).tolist() == [-1, 2, -1, 1]


def test_256_bytes_of_any_script() -> None:
    names = ["帽" * 85, "ש" * 128, "🧵" * 64, "a" * 256, "a" * 255 + "b"]
    table = IdTable(IdTable.build(names))

    assert table.find(names).tolist() == [0, 1, 2, 3, 4]
    assert table.get(2) == "🧵" * 64


def test_an_id_for_two_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="distinct"):
        IdTable.build(["a", "b", "a"])


@pytest.mark.parametrize("row", [-1, 2])
def test_no_such_row(row: int) -> None:
    with pytest.raises(IndexError):
        IdTable(IdTable.build(["a", "b"])).get(row)


def test_ids_that_were_asked_for_are_remembered_and_never_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(id_table, "REMEMBERED", 8)
    table = IdTable(IdTable.build(map(str, range(20))))
    for start in (0, 3, 12, 0, 15):
        names = [*map(str, range(start, start + 6)), f"no{start}", str(start)]
        rows = [at if at < 20 else -1 for at in range(start, start + 6)]
        assert table.find(names).tolist() == [*rows, -1, start]
        assert len(vars(table)["_remembered"]) <= 8

    monkeypatch.setattr(table, "_located", None)
    assert table.find(["15", "no15"]).tolist() == [15, -1], "without a look into the table"


@given(distinct)
def test_ids_of_many_rows_come_at_once(names: list[str]) -> None:
    table = IdTable(IdTable.build(names))
    rows = np.arange(len(names))[::-1]

    assert table.get_each(rows) == [table.get(int(row)) for row in rows]


def test_the_ids_of_a_list_are_found_again_without_a_look_into_the_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = IdTable(IdTable.build(map(str, range(20))))
    names = table.get_each(np.array([7, 3, 11]))

    monkeypatch.setattr(table, "_located", None)
    assert table.find(names).tolist() == [7, 3, 11]
