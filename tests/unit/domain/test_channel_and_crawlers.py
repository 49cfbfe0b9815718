from typing import Any

import pytest
from crawleruseragents import CRAWLER_PATTERNS, CRAWLER_USER_AGENTS_DATA

from functions.domain.channel import channel_of
from functions.domain.crawlers import is_crawler


@pytest.mark.parametrize(
    ("context", "reported", "channel", "source"),
    [
        ({"channel": " Store ", "library": {"name": "analytics-ios"}}, None, "store", "sent"),
        ({"channel": 7, "library": {"name": "analytics-ios"}}, None, "app", "library"),
        ({"library": {"name": "analytics.js"}}, None, "web", "library"),
        ({"library": {"name": "analytics-swift"}}, None, "app", "library"),
        (
            {"library": {"name": "analytics-kotlin"}, "os": {"name": "Android"}},
            None,
            "app",
            "library",
        ),
        ({"os": {"name": "iOS", "version": "18"}}, None, "app", "library"),
        ({"os": {"name": "iOS"}, "userAgent": "Safari"}, None, "web", "assumed"),
        ({}, "mobile", "app", "library"),
        ({}, "web", "web", "library"),
        ({"library": {"name": "rudder-sdk-node"}}, "server", "server", "assumed"),
        ({"library": {"name": "com.rudderstack.android.sdk.core"}}, None, "app", "library"),
        ({"library": {"name": "@segment/analytics-node"}}, None, "server", "assumed"),
        ({"library": {"name": "analytics-python"}}, None, "server", "assumed"),
        (
            {"library": {"name": "analytics-java"}, "os": {"name": "Linux"}},
            None,
            "server",
            "assumed",
        ),
        ({"page": {"url": "https://shop.example"}}, None, "web", "library"),
        ({"library": "analytics-ios"}, None, "app", "library"),
        ({}, None, "web", "assumed"),
    ],
)
def test_a_channel_is_what_was_sent_or_what_the_library_is(
    context: dict[str, Any], reported: str | None, channel: str, source: str
) -> None:
    assert channel_of(context, reported=reported) == (channel, source)


def test_a_key_has_a_channel_of_its_own() -> None:
    assert channel_of({}, key_default="pos") == ("pos", "key")
    assert channel_of({"channel": "app"}, key_default="pos") == ("app", "sent")
    assert channel_of({}, reported="server", key_default="pos") == ("pos", "key")


MONITORS = """Lighthouse
Chrome-Lighthouse
PageSpeed
Google Page Speed Insights
GTmetrix
Pingdom
UptimeRobot
Playwright
Puppeteer
Mozilla/5.0 (X11; Linux x86_64) Cypress/13.6 Chrome/118.0 Safari/537.36
Mozilla/5.0 (linux) AppleWebKit/537.36 (KHTML, like Gecko) jsdom/20.0.3
k6/0.49.0 (https://k6.io/)
Apache JMeter/5.6
kube-probe/1.27""".splitlines()


@pytest.mark.parametrize(
    ("user_agent", "crawler"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0", True),
        ("facebookexternalhit/1.1", True),
        ("Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)", True),
        ("Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)", True),
        *((monitor, True) for monitor in MONITORS),
        ("Mozilla/5.0 Chrome/120 CloudWatchSynthetics/arn:aws", True),
        ("Mozilla/5.0 Chrome/119.0 DatadogSynthetics", True),
        ("ELB-HealthChecker/2.0", True),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36", False),
        ("Mozilla/5.0 (Linux; Android 13; CUBOT X50) Chrome/120.0 Mobile", False),
        ("Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8)", False),
        (None, False),
    ],
)
def test_programs_are_distinguished_from_people(user_agent: str | None, crawler: bool) -> None:
    assert is_crawler(user_agent) is crawler


def test_the_answers_are_those_of_the_list() -> None:
    listed = CRAWLER_PATTERNS.case_sensitive
    known = [text for each in CRAWLER_USER_AGENTS_DATA for text in each["instances"]]
    found = [text for text in known if is_crawler(text)]
    assert found == [text for text in known if listed.search(text[:512]) or "eadless" in text]
    assert len(found) > 2_000
