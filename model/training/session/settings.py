"""The settings of the session ranker; the defaults suit every data set that was tried."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionSettings:
    """Every key, with its default."""

    newest_events: int = 3_000_000
    """Only the newest sessions, up to this many events, are learned from: it limits memory."""
    factors: int = 64
    """Length of an item's vector."""
    similar_among: int = 100_000
    """Nearest vectors are searched among this many items, the most seen: the time is quadratic."""
    ranker_cases: int = 30_000
    """Next-item cases, the newest, that the trees learn from (about 50 KB of memory each)."""
    ranker_share: float = 0.25
    """At most this share of all cases, when there are few."""
    negatives: float = 1.0
    """The share of the candidates without a hit that the trees learn from."""
    fewest_cases: int = 200
    """With fewer to learn from there are no trees: plain session kNN ranks."""
    trees: int = 120
    """At most; fewer when the newest cases no longer gain."""
    learning_rate: float = 0.1
    leaves: int = 31
    depth: int = 6
    threads: int = 2
    seed: int = 17
