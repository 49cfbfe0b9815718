from typing import Any

import pytest

from functions.domain.channel import channel_of
from functions.domain.crawlers import is_crawler


@pytest.mark.parametrize(
    ("context", "channel"),
    [
        ({}, "web"),
        ({"channel": " Store "}, "store"),
        ({"channel": 7, "library": {"name": "analytics-ios"}}, "app"),
        ({"library": {"name": "analytics.js"}}, "web"),
        ({"library": "analytics-ios"}, "web"),
    ],
)
def test_a_channel_is_what_was_said_or_what_the_library_tells(
    context: dict[str, Any], channel: str
) -> None:
    assert channel_of(context) == channel


@pytest.mark.parametrize(
    ("user_agent", "crawler"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0", True),
        ("facebookexternalhit/1.1", True),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36", False),
        ("Mozilla/5.0 (Linux; Android 13; CUBOT X50) Chrome/120.0 Mobile", False),
        (None, False),
    ],
)
def test_programs_are_told_from_people(user_agent: str | None, crawler: bool) -> None:
    assert is_crawler(user_agent) is crawler
