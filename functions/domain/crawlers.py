"""Programs that read a shop are recorded and never learned from.

The list is `crawler-user-agents`, which its maintainers keep up to date; it has search engines,
scrapers, headless browsers, HTTP libraries and most monitors.
"""

import re
from functools import cache, lru_cache
from typing import Any

# Monitors and renderers that the list lacks.
_ALSO = r"synthetic|health.?checker|newrelic|prerender|postmanruntime|headless|phantomjs|selenium"
_MOST = 512  # characters of a user agent that are looked at


@lru_cache(maxsize=4_096)
def is_crawler(user_agent: str | None) -> bool:
    """Whether a user agent is that of a program; the list is loaded at the first one."""
    return bool(user_agent and any(p.search(user_agent[:_MOST]) for p in _patterns()))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    from crawleruseragents import CRAWLER_PATTERNS  # noqa: PLC0415 ten ms that a start can spare

    listed: Any = CRAWLER_PATTERNS.case_sensitive
    return listed, re.compile(_ALSO, re.IGNORECASE)
