"""Programs that read a shop are recorded and never learned from.

The list is `crawler-user-agents`, which its maintainers keep up to date; it has search engines,
scrapers, headless browsers, HTTP libraries and most monitors.
"""

import re
from functools import cache, lru_cache

# Monitors, test drivers and renderers that the list lacks.
_ALSO = (
    r"synthetic|health.?check|newrelic|prerender|postmanruntime|headless|phantomjs|selenium|"
    r"lighthouse|page ?speed|gtmetrix|pingdom|uptime|playwright|puppeteer|cypress|webdriver|"
    r"testcafe|jsdom|axe-core|browserstack|sauce ?labs|catchpoint|freshping|nagios|monitoring|"
    r"(?<!cu)bot/\d|artillery|checkly|guzzlehttp|undici|prometheus|blackbox|^java/\d|"
    r"speedcurve|webpagetest|kube-probe|googlehc|jmeter|gatling|locust|\bk6/|insomnia/"
)
_MOST = 512  # characters of a user agent that are looked at


_SIGN = re.compile(r"\\(\W)")
_SPECIAL = re.compile(r"[.^$*+?{}\[\]|()\\]")


@lru_cache(maxsize=4_096)
def is_crawler(user_agent: str | None) -> bool:
    """Whether a user agent is that of a program; the list is loaded at the first one."""
    if not user_agent:
        return False
    text = user_agent[:_MOST]
    words, patterns = _listed()
    return any(word in text for word in words) or any(p.search(text) for p in patterns)


@cache
def _listed() -> tuple[tuple[str, ...], tuple[re.Pattern[str], ...]]:
    """The words of the list, and its patterns that are no plain words.

    As one pattern the whole list takes longer to compile than the rest of a first event.
    """
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA  # noqa: PLC0415 read at the first one

    listed = [each["pattern"] for each in CRAWLER_USER_AGENTS_DATA]
    words = tuple(_SIGN.sub(r"\1", each) for each in listed if _is_word(each))
    others = "|".join(each for each in listed if not _is_word(each))
    return words, (re.compile(others), re.compile(_ALSO, re.IGNORECASE))


def _is_word(pattern: str) -> bool:
    return not _SPECIAL.search(_SIGN.sub("", pattern))
