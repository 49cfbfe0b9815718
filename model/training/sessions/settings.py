"""What can be set; the defaults suit every data set tried, none is set per data set."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionSettings:
    newest_events: int = 3_000_000
    """Only the newest sessions, up to this many events, are learned from: it bounds memory."""
    factors: int = 64
    """Length of an item's vector."""
    ranker_cases: int = 30_000
    """Next-item cases, the newest, that the trees learn from (about 50 KB of memory each)."""
    ranker_share: float = 0.25
    """At most this share of all cases, when there are few."""
    fewest_cases: int = 200
    """With fewer to learn from there are no trees: plain session kNN ranks."""
    trees: int = 120
    """At most; fewer when the newest cases no longer gain."""
    learning_rate: float = 0.1
    leaves: int = 31
    depth: int = 7
    threads: int = 2
    seed: int = 17
