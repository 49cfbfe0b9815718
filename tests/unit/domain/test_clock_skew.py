import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.clock_skew import MAX_SKEW_MS, corrected, is_skewed

RECEIVED = 1_735_732_800_000
HOUR = 3_600_000
times = st.integers(min_value=0, max_value=4_102_444_800_000)


@pytest.mark.parametrize(
    ("claimed", "sent", "expected"),
    [
        (RECEIVED - 5_000, RECEIVED - 2_000, RECEIVED - 3_000),  # a good clock, sent 3 s later
        (RECEIVED + HOUR, RECEIVED + HOUR + 3_000, RECEIVED - 3_000),  # a clock an hour ahead
        (RECEIVED - 9 * HOUR, None, RECEIVED - 9 * HOUR),  # history, as it was reported
        (RECEIVED + HOUR, None, RECEIVED),  # nothing happens after it was received
        (None, RECEIVED, RECEIVED),
        (0, RECEIVED + 99 * HOUR, 0),  # nonsense stays within time
    ],
)
def test_time_follows_from_the_difference_of_two_readings(
    claimed: int | None, sent: int | None, expected: int
) -> None:
    assert corrected(claimed_at=claimed, sent_at=sent, received_at=RECEIVED) == expected


@given(claimed=st.none() | times, sent=st.none() | times, received=times)
def test_a_corrected_time_lies_between_1970_and_the_arrival(
    claimed: int | None, sent: int | None, received: int
) -> None:
    assert 0 <= corrected(claimed_at=claimed, sent_at=sent, received_at=received) <= received


@given(age=st.integers(0, 30 * 24 * HOUR), offset=st.integers(-400 * 24 * HOUR, 400 * 24 * HOUR))
def test_a_constant_error_of_the_clock_does_not_matter(age: int, offset: int) -> None:
    true = RECEIVED - age
    at = corrected(claimed_at=true + offset, sent_at=RECEIVED + offset, received_at=RECEIVED)
    assert at == true


def test_ten_minutes_are_borne() -> None:
    assert not is_skewed(claimed_at=RECEIVED, at=RECEIVED - MAX_SKEW_MS)
    assert is_skewed(claimed_at=RECEIVED, at=RECEIVED - MAX_SKEW_MS - 1)
    assert is_skewed(claimed_at=None, at=RECEIVED)
