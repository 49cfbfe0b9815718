"""Known figures of AWS's own examples and rules."""

import pytest

from functions.storage.capacity import item_size, read_units, value_size, write_units


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "milk"}, 4),
        ({"S": "ñ"}, 2),
        ({"B": b"\0" * 7}, 7),
        ({"N": "27"}, 2),
        ({"N": "-27"}, 3),
        ({"N": "1735732800000"}, 5),
        ({"N": "0"}, 1),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"L": [{"S": "ab"}, {"N": "1"}]}, 3 + 1 + 2 + 1 + 2),
        ({"M": {"ab": {"S": "c"}}}, 3 + 1 + 2 + 1),
        ({"SS": ["ab", "c"]}, 3),
        ({"NS": ["1", "27"]}, 4),
    ],
)
def test_a_value_has_the_size_that_aws_documents(value: dict[str, object], size: int) -> None:
    assert value_size(value) == size


def test_names_count_as_much_as_values() -> None:
    assert item_size({"pk": {"S": "customer#ana"}, "at": {"N": "12"}}) == 2 + 12 + 2 + 2


def test_a_query_is_summed_before_it_is_rounded_and_a_batch_is_not() -> None:
    assert read_units([1_024] * 8, consistent=True, together=True) == 2
    assert read_units([1_024] * 8, consistent=True, together=False) == 8
    assert read_units([4_097], consistent=False, together=True) == 1
    assert read_units([], consistent=True, together=True) == 1
    assert read_units([0, 4_096], consistent=False, together=False) == 1


def test_a_write_is_rounded_up_to_a_kilobyte() -> None:
    assert [write_units(size) for size in (0, 1_024, 1_025, 4_096)] == [1, 1, 2, 4]
