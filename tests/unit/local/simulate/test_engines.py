"""The seeds that DynamoDB Local runs."""

from itertools import islice

from local.simulate.engines import SHORT_STORIES, short_seeds
from local.simulate.generator.scenario import scenario_of
from local.simulate.generator.stories.all import STORIES


def test_short_stories_are_stories() -> None:
    assert set(STORIES) >= SHORT_STORIES


def test_a_hundred_short_seeds_have_every_short_story_and_send_to_no_endpoint() -> None:
    found = [scenario_of(seed) for seed in islice(short_seeds(0), 100)]
    assert {each.story for each in found} == SHORT_STORIES
    assert not any(each.routes for each in found)


def test_short_seeds_begin_where_they_are_asked_to() -> None:
    after = next(short_seeds(0)) + 1
    assert next(short_seeds(after)) == list(islice(short_seeds(0), 2))[1]
