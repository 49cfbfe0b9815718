"""Quality of one ranked list against what the person then did. Relevance is binary.

Järvelin, Kekäläinen: Cumulated gain-based evaluation of IR techniques (2002).
"""

from collections.abc import Sequence, Set
from math import log2


def ndcg(ranked: Sequence[str], relevant: Set[str], k: int) -> float:
    """Return DCG@k over that of the best list possible, 0..1; 0 if nothing is relevant."""
    gain = sum(1 / log2(rank + 1) for rank, hit in _hits(ranked, relevant, k) if hit)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(k, len(relevant)) + 1))
    return gain / ideal if ideal else 0.0


def recall(ranked: Sequence[str], relevant: Set[str], k: int) -> float:
    """Return the share of what is relevant that stands in the first k, 0..1."""
    found = sum(hit for _, hit in _hits(ranked, relevant, k))
    return found / len(relevant) if relevant else 0.0


def hit_rate(ranked: Sequence[str], relevant: Set[str], k: int) -> float:
    """Return 1 if anything relevant stands in the first k, else 0."""
    return float(any(hit for _, hit in _hits(ranked, relevant, k)))


def reciprocal_rank(ranked: Sequence[str], relevant: Set[str], k: int) -> float:
    """Return 1/rank of the first relevant one in the first k, else 0; its mean is the MRR."""
    return next((1 / rank for rank, hit in _hits(ranked, relevant, k) if hit), 0.0)


def _hits(ranked: Sequence[str], relevant: Set[str], k: int) -> list[tuple[int, bool]]:
    return [(rank, item in relevant) for rank, item in enumerate(ranked[:k], start=1)]
