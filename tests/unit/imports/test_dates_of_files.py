"""Dates of files as people, spreadsheets and programs of a country write them."""

from datetime import UTC, datetime

import pytest

from functions.domain.reading.times import time_of
from functions.imports.order_entries import as_iso

WRITTEN = [
    "13/11/2024, 18:03:00",  # JavaScript's toLocaleString
    "13.11.2024, 18:03",
    "13/11/2024, 6:03 p. m.",
    "13/11/2024 - 18:03",
    "13/11/2024 a las 18:03",
    "13/11/2024 às 18:03",
    "13.11.2024 um 18:03 Uhr",
    "13/11/2024 à 18h03",
    "13-11-2024 18h03",
    "13/11/2024 18.03",
    "13/11/2024 18.03.00",
    "13/11/2024 18:03 hs.",
    "13/11/24 18:03",
    "13/11/2024T18:03:00Z",
    "2024-11-13 18.03",
    "2024-11-13 15:03:00 GMT-3",
    "2024-11-13 20:03:00 UTC+2",
    "2024-11-13 23:33 GMT+5:30",
    "13/11/2024 15:03:00 -0300",
    "2024-11-13 18:03 UTC",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_date_of_a_file_is_read_with_its_hour(text: str) -> None:
    at = datetime.fromtimestamp(time_of(as_iso(text, day_first=True)) / 1000, UTC)
    assert at.strftime("%F %H:%M") == "2024-11-13 18:03"


def test_the_month_is_first_where_the_file_s_dates_show_it() -> None:
    assert as_iso("11/02/2024, 6:03 PM", day_first=False) == "2024-11-02 6:03 PM"
    assert as_iso("11/02/2024", day_first=True) == "2024-02-11"
