"""What a run has to show depends on how many seeds it had."""

from local.simulate.expected import EXPECTED, expected_of
from local.simulate.rare import RARE


def test_few_seeds_have_to_show_nothing() -> None:
    assert expected_of(139) == []


def test_two_blocks_of_all_stories_show_all_that_is_not_rare() -> None:
    assert set(expected_of(140)) == set(EXPECTED) - RARE
    assert set(expected_of(979)) == set(EXPECTED) - RARE


def test_fourteen_blocks_show_all() -> None:
    assert expected_of(980) == list(EXPECTED)


def test_what_is_rare_is_expected() -> None:
    assert set(EXPECTED) > RARE > set()
