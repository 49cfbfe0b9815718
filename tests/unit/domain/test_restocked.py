"""Which write of a stock row brings an item back, whatever the order of arrival."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from functions.domain.stock import StockLevel, succeed
from tests.unit.builders import NOON

LEVELS = st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.integers(0, 9)), max_size=12)


def observed(quantity: int, backorder: bool, at: int) -> StockLevel:
    return StockLevel("i1", "online", Decimal(quantity), NOON + at, backorder=backorder)


@given(LEVELS)
def test_each_return_is_seen_at_one_write_and_nothing_else_is_a_return(
    reports: list[tuple[int, bool, int]],
) -> None:
    known: StockLevel | None = None
    for n, report in enumerate(reports):
        after = succeed(known, observed(*report), now=NOON + n)
        if after is None:
            assert known is not None
            assert known.observed_at > NOON + report[2]
            continue
        assert after.restocked == (after.in_stock and not (known and known.in_stock))
        assert after.restocked_at >= (known.restocked_at if known else 0)
        known = after


def test_a_backorder_can_be_bought_and_is_no_return() -> None:
    sold_out = succeed(None, observed(0, False, 0), now=NOON)
    ordered = succeed(sold_out, observed(5, True, 1), now=NOON + 1)
    arrived = succeed(ordered, observed(5, False, 2), now=NOON + 2)
    assert ordered
    assert arrived
    assert (ordered.available, ordered.in_stock, ordered.restocked) == (True, False, False)
    assert (arrived.restocked, arrived.changed_at) == (True, ordered.version)
