from dataclasses import replace

import pytest

from model.settings import TrainingSettings
from model.training.resource_estimate import LakeSize, database_mib, estimate

SETTINGS = TrainingSettings()
SMALL = LakeSize(lines=1_000_000, new_packed_bytes=0, new_plain_bytes=0, items=1_000)


@pytest.mark.parametrize(
    "bigger",
    [
        replace(SMALL, lines=9_000_000),
        replace(SMALL, new_packed_bytes=1 << 30),
        replace(SMALL, new_plain_bytes=1 << 30),
        replace(SMALL, items=1_000_000),
    ],
)
def test_more_needs_more_memory_and_never_less_time(bigger: LakeSize) -> None:
    small, big = (estimate(each, SETTINGS, cores=2) for each in (SMALL, bigger))
    assert big.memory_mib > small.memory_mib
    assert big.seconds >= small.seconds


def test_cores_shorten_and_factors_lengthen() -> None:
    here = estimate(SMALL, SETTINGS, cores=2)
    assert estimate(SMALL, SETTINGS, cores=16).seconds < here.seconds
    assert estimate(SMALL, replace(SETTINGS, factors=256), cores=2).memory_mib > here.memory_mib


def test_what_was_read_before_costs_less_than_what_is_new() -> None:
    new = LakeSize(0, 0, 200_000_000, 1_000)
    assert new.all_lines == SMALL.all_lines
    assert estimate(new, SETTINGS, cores=2).seconds > estimate(SMALL, SETTINGS, cores=2).seconds


@pytest.mark.parametrize(
    ("lines", "items", "took_mib", "at_most_mib"),
    [(10_000_000, 10_000, 1_900, 6 * 1024), (50_000_000, 50_000, 7_600, 10 * 1024)],
)
def test_what_was_measured_is_estimated_with_room_and_fits_the_biggest_lambda(
    lines: int, items: int, took_mib: int, at_most_mib: int
) -> None:
    need = estimate(replace(SMALL, lines=lines, items=items), SETTINGS, cores=6)
    assert 1.3 * took_mib < need.memory_mib <= at_most_mib
    assert need.seconds < 900


def test_a_billion_lines_do_not_fit() -> None:
    assert estimate(replace(SMALL, lines=10**9), SETTINGS, cores=6).memory_mib > 10 * 1024


def test_the_database_gets_a_part_of_what_is_bounded() -> None:
    assert database_mib(0) is None
    assert database_mib(10_240) == 4_096
