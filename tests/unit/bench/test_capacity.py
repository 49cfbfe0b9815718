"""Known sizes and units, by the examples of AWS's pages."""

from typing import Any

import pytest

from bench.capacity import Metered, Units, item_size, read_units, write_units


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({"pk": {"S": "ab"}}, 4),
        ({"é": {"S": "é"}}, 4),
        ({"n": {"N": "27"}}, 3),
        ({"n": {"N": "-27"}}, 4),
        ({"n": {"N": "19.99"}}, 4),
        ({"n": {"N": "0"}}, 2),
        ({"b": {"B": b"12345"}}, 6),
        ({"t": {"BOOL": True}, "u": {"NULL": True}}, 4),
        ({"l": {"L": [{"S": "a"}, {"N": "1"}]}}, 1 + 3 + 2 + 3),
        ({"m": {"M": {"x": {"S": "abc"}}}}, 1 + 3 + 1 + 1 + 3),
        ({"s": {"SS": ["a", "bc"]}}, 4),
    ],
)
def test_sizes(item: dict[str, Any], size: int) -> None:
    assert item_size(item) == size


@pytest.mark.parametrize(("size", "units"), [(0, 1), (1_024, 1), (1_025, 2), (3_072, 3)])
def test_write_units(size: int, units: int) -> None:
    assert write_units(size) == units
    assert write_units(size, in_transaction=True) == 2 * units


@pytest.mark.parametrize(("size", "units"), [(0, 1), (4_096, 1), (4_097, 2)])
def test_read_units(size: int, units: int) -> None:
    assert read_units(size, consistent=True) == units
    assert read_units(size, consistent=False) == units / 2


class Answering:
    """Gives the same answer to every query."""

    def query(self, **_: Any) -> Any:
        return {"Items": [{"b": {"B": bytes(3_000)}}] * 2}


def test_a_query_reads_its_rows_together() -> None:
    units = Units()
    Metered(Answering(), units).query(ConsistentRead=True)
    assert (units.read, units.calls) == (2, 1)
