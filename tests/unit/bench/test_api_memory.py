"""Sizes of the API's function by known answers."""

import pytest

from bench.api_memory import at_sizes, smallest

FOUND = {"cpu_ms": {"imports": 500.0, "clients": 100.0, "first answer": 30.0}, "later_cpu_ms": 10.0}


def test_a_whole_core_takes_the_cpu_time_and_less_takes_longer() -> None:
    by_size = {each.mib: each for each in at_sizes(FOUND)}
    whole, least = by_size[1_769], by_size[512]

    assert whole.call_ms == pytest.approx(10 + 6)
    assert whole.start_ms == pytest.approx(600)  # an answer is no part of the start
    assert least.call_ms == pytest.approx(10 * 1_769 / 512 + 6)


def test_only_waiting_costs_by_size() -> None:
    by_size = {each.mib: each.dollars for each in at_sizes(FOUND)}

    waited = (1_769 - 512) / 1_024 * 0.006 * 13.3334  # of a million calls, for 6 ms each
    assert by_size[1_769] - by_size[512] == pytest.approx(waited)


@pytest.mark.parametrize(("peak", "size"), [(300, 512), (412, 512), (413, 768), (900, 1_024)])
def test_a_second_model_has_to_fit_in(peak: float, size: int) -> None:
    assert smallest(peak) == size
