"""Plain words for the names in a manifest."""

WAYS = {"repeats": "everything they bought", "new_only": "only what was new to them"}


FEATURES = {
    "purchase_count": "how often they bought it",
    "purchase_count_decayed": "how often they bought it lately",
    "days_since_purchase": "days since they bought it",
    "days_since_first_purchase": "days since they first bought it",
    "purchase_gap_days": "days between their purchases of it",
    "purchase_due": "how due the next purchase is",
    "purchase_share": "its share of their purchases",
    "purchase_share_decayed": "its share of their late purchases",
    "purchase_rank": "its place among what they bought",
    "purchase_rank_decayed": "its place among what they bought lately",
    "days_since_view": "days since they looked at it",
    "view_count": "how often they looked at it",
    "negative_feedback_count": "how often they put it away or returned it",
    "person_groups": "how many products they bought",
    "person_orders": "how many orders they made",
    "person_max_orders": "how often they bought their favourite",
    "person_orders_decayed": "how many orders they made lately",
    "days_inactive": "days since they were last active",
    "category_share": "their share of purchases in its category",
    "days_since_category_purchase": "days since they bought in its category",
    "buyers": "how many people bought it",
    "orders_7d": "orders of it in 7 days",
    "orders_28d": "orders of it in 28 days",
    "orders_84d": "orders of it in 84 days",
    "repeat_buyer_share": "share of its buyers who bought it again",
    "repeat_rate": "how often it is bought again",
    "gap_days": "days until people buy it again",
    "orders_per_buyer": "orders of it for each buyer",
    "new_buyers_7d": "new buyers of it in 7 days",
    "new_buyers_28d": "new buyers of it in 28 days",
    "new_buyers_84d": "new buyers of it in 84 days",
    "orders_trend": "whether it sells more than before",
}
SOURCES = {
    "purchase_frequency": "buying again",
    "als": "people with like purchases",
    "als_similar": "likeness to the item of the page",
    "recent_item_to_item": "what goes with what they just saw",
    "history_item_to_item": "what goes with their past",
    "ease": "what goes with their purchases",
    "bought_together": "bought together",
    "viewed_together": "viewed together",
    "popularity": "popularity",
    "trending": "the trend",
    "next_item": "what comes next in a visit",
    "content_based": "like items",
    "new_items": "new items",
}
_OF_SOURCE = {"_score": "score by", "_rank": "place by", "_value": "strength by"}


def feature(name: str) -> str:
    """Return what a feature of the ranker means, for a merchandiser."""
    for ending, words in _OF_SOURCE.items():
        source = name.removesuffix(ending)
        if name not in FEATURES and source != name:
            return f"{words} {SOURCES.get(source, plain(source))}"
    return FEATURES.get(name, plain(name))


def plain(name: str) -> str:
    """Return a name without its underscores."""
    return name.replace("_", " ")


def size_of(part: dict[str, int | None]) -> str:
    """Return the numbers of known items of a part of `by_history`, as text."""
    least, most = part["from"], part["to"]
    if most is None:
        return f"{least}+"
    return str(least) if least == most else f"{least}–{most}"
