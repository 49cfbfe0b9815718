from dataclasses import replace

import pytest

from model.settings import TrainingSettings
from model.training.size import Size, database_mib, needed

SETTINGS = TrainingSettings()
SMALL = Size(lines=1_000_000, new_packed_bytes=0, new_plain_bytes=0, items=1_000)


@pytest.mark.parametrize(
    "bigger",
    [
        replace(SMALL, lines=9_000_000),
        replace(SMALL, new_packed_bytes=1 << 30),
        replace(SMALL, new_plain_bytes=1 << 30),
        replace(SMALL, items=1_000_000),
    ],
)
def test_more_needs_more_memory_and_never_less_time(bigger: Size) -> None:
    small, big = (needed(each, SETTINGS, cores=2) for each in (SMALL, bigger))
    assert big.memory_mib > small.memory_mib
    assert big.seconds >= small.seconds


def test_cores_shorten_and_factors_lengthen() -> None:
    here = needed(SMALL, SETTINGS, cores=2)
    assert needed(SMALL, SETTINGS, cores=16).seconds < here.seconds
    assert needed(SMALL, replace(SETTINGS, factors=256), cores=2).memory_mib > here.memory_mib


def test_what_was_read_before_costs_less_than_what_is_new() -> None:
    new = Size(0, 0, 200_000_000, 1_000)
    assert new.all_lines == SMALL.all_lines
    assert needed(new, SETTINGS, cores=2).seconds > needed(SMALL, SETTINGS, cores=2).seconds


def test_ten_million_lines_fit_the_biggest_lambda_and_a_billion_do_not() -> None:
    ten, billion = (
        needed(replace(SMALL, lines=number, items=10_000), SETTINGS, cores=6)
        for number in (10_000_000, 1_000_000_000)
    )
    assert (ten.memory_mib, ten.seconds) < (6 * 1024, 900)
    assert billion.memory_mib > 10 * 1024


def test_the_database_gets_a_part_of_what_is_bounded() -> None:
    assert database_mib(0) is None
    assert database_mib(10_240) == 4_096
