"""Programs that read a shop are recorded and never learned from."""

import re

# CUBOT is a maker of phones.
_CRAWLER = re.compile(
    r"(?<!cu)bot(?=[/;),_-]|$)|crawl|spider|slurp|headless|facebookexternalhit|lighthouse|pingdom|"
    r"\bcurl/|wget/|scrapy|monitoring",
    re.IGNORECASE,
)


def is_crawler(user_agent: str | None) -> bool:
    return bool(user_agent and _CRAWLER.search(user_agent))
