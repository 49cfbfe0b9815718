"""What a run has to show depends on how many seeds it had."""

from local.simulate.expected import EXPECTED, expected_of
from local.simulate.rare import RARE


def test_few_seeds_have_to_show_nothing() -> None:
    assert expected_of(399) == []


def test_four_hundred_show_all_that_is_not_rare() -> None:
    assert set(expected_of(400)) == set(EXPECTED) - RARE


def test_a_thousand_show_all() -> None:
    assert expected_of(1_000) == list(EXPECTED)


def test_what_is_rare_is_expected() -> None:
    assert set(EXPECTED) > RARE > set()
