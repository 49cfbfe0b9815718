"""The registry of candidate sources: one entry a source, with the one id that it has everywhere.

The id is that of the weights, of the manifest's entries, of the columns of the rankers' features,
and of the row in docs/recommenders.md. Its file and its class have the name of `module`, which is
the id itself unless several sources use one recommender in different ways.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.query import PERSON_PLACEMENTS, PLACEMENTS

CONTEXT_PLACEMENTS = tuple(each for each in PLACEMENTS if each not in PERSON_PLACEMENTS)


@dataclass(frozen=True)
class Source:
    """What is known of a source.

    `reason` is one of `model.query.REASONS`. `module` is the file in `model.retrieval` with its
    recommender, the id where it is empty. `weights` by placement are its part in the weighted
    sum; a placement that is missing does not ask it. Where `ranker_only`, the weighted sum does not
    ask it either. `preselection` is its weight in the choice of the candidates that a ranker sees,
    0 if no ranker sees it. `fitted_by` is the module of `model.training` that writes its arrays,
    None if it needs none.
    """

    id: str
    reason: str
    weights: Mapping[str, float] = field(default_factory=dict)
    ranker_only: bool = False
    preselection: float = 0.0
    fitted_by: str | None = None
    module: str = ""


def _person(weight: float) -> dict[str, float]:
    return dict.fromkeys(sorted(PERSON_PLACEMENTS), weight)


def _context(weight: float) -> dict[str, float]:
    return dict.fromkeys(CONTEXT_PLACEMENTS, weight)


SOURCES: Mapping[str, Source] = {
    each.id: each
    for each in (
        # Complete Journey without its last 28 days, NDCG@20 of the 28 days before those, with
        # context weights of 0.3, 0.6 and 1: the rest of an order from half of it .124, .145, .159;
        # the next order, without what was in the last one, .077, .110, .146; what else is in the
        # order that a product began .091, .123, .154. By popularity .047, .079 and .072. In shops
        # where few people buy an item twice, repeat purchases only lengthen the list, so their
        # weight stays below that of related items; a ranker learns its own order.
        Source("purchase_frequency", "buy_again", _person(1.0) | _context(0.6), preselection=1.0),
        Source(
            "als",
            "recommended_for_you",
            _person(0.1) | {"product": 0.02, "cart": 0.05, "post_purchase": 0.05},
            preselection=0.7,
            fitted_by="als",
        ),
        Source(
            "recent_item_to_item",
            "because_you_viewed",
            _person(0.6),
            preselection=0.7,
            fitted_by="item_to_item",
            module="item_to_item",
        ),
        Source(
            "history_item_to_item",
            "bought_together",
            _person(1e-3),
            ranker_only=True,
            preselection=0.7,
            fitted_by="item_to_item",
            module="item_to_item",
        ),
        Source(
            "ease",
            "recommended_for_you",
            _person(1e-3),
            ranker_only=True,
            preselection=0.7,
            fitted_by="ease",
        ),
        Source(
            "bought_together",
            "bought_together",
            _context(1.0),
            preselection=1.0,
            fitted_by="item_to_item",
            module="item_to_item",
        ),
        Source(
            "viewed_together",
            "viewed_together",
            _context(1.0),
            preselection=1.0,
            fitted_by="item_to_item",
            module="item_to_item",
        ),
        Source(
            "als_similar",
            "because_you_viewed",
            {"product": 0.3},
            preselection=0.7,
            fitted_by="als",
            module="als",
        ),
        Source("content_based", "similar", {"product": 0.1}, preselection=0.7),
        Source(
            "popularity",
            "popular",
            _person(1e-4) | _context(1e-4),
            ranker_only=True,
            preselection=0.3,
            fitted_by="popularity",
        ),
        Source(
            "next_item",
            "because_you_viewed",
            _person(0.6) | {"product": 0.6},
            fitted_by="session.train",
        ),
        # The fallback and exploration show these two; no weighted sum or ranker asks them.
        Source("trending", "trending", fitted_by="trending"),
        Source("new_items", "new"),
    )
}
