"""What the meter counts is what AWS charges for the same calls."""

from typing import Any

from bench.storage_meter import StorageMeter


class Answering:
    """Gives the same answer to every query, and has no row under any key."""

    def query(self, **_: Any) -> Any:
        return {"Items": [{"b": {"B": bytes(3_000)}}] * 2}

    def get_item(self, **_: Any) -> Any:
        return {}


def test_a_row_that_is_not_there_costs_a_unit() -> None:
    meter = StorageMeter()
    meter.wrap(Answering()).get_item(ConsistentRead=True)
    assert meter.read_units == 1


def test_a_query_reads_its_rows_together() -> None:
    meter = StorageMeter()
    meter.wrap(Answering()).query(ConsistentRead=True)
    assert (meter.read_units, len(meter.calls)) == (2, 1)
