"""The queue of an item: its shards as one, oldest first, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.domain.nudges.restock.subscription import Subscription

Keyed = tuple[str, Subscription]
"""A subscription and the sort key under which it waits: its time, then its person."""


@dataclass(frozen=True, slots=True)
class ShardPage:
    """A page of one shard in the order of its keys; `more` where the shard goes on after it."""

    rows: Sequence[Keyed]
    more: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The oldest of all shards; `more` where people wait after them."""

    rows: tuple[Keyed, ...]
    more: bool


def merged(pages: Sequence[ShardPage], count: int) -> QueuePage:
    """Return the oldest `count` at most, as far as the pages of all shards reach.

    What lies behind the end of a shard's page is unknown, so no later key of another shard counts.
    """
    ends = [page.rows[-1][0] for page in pages if page.more and page.rows]
    known = [row for page in pages for row in page.rows if not ends or row[0] <= min(ends)]
    oldest = sorted(known, key=lambda row: row[0])[:count]
    left = sum(len(page.rows) for page in pages) - len(oldest)
    return QueuePage(tuple(oldest), bool(ends) or left > 0)
