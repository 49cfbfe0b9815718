"""The groups most like one item: by its vector, else by its content, else by its category."""

from model.retrieval.candidates import Candidates
from model.retrieval.recommender_set import RecommenderSet
from model.retrieval.scoring_context import ScoringContext


def similar_by_als(recommenders: RecommenderSet, item: str, context: ScoringContext) -> Candidates:
    """Return the groups with the nearest vectors; none for an item without a vector."""
    if recommenders.als is None:
        return Candidates.empty()
    group = int(context.find([item])[0])
    return recommenders.als.similar(group, context).explained_by(item)


def similar_groups(recommenders: RecommenderSet, item: str, context: ScoringContext) -> Candidates:
    """Return the groups most like an item that has no neighbours."""
    found = similar_by_als(recommenders, item, context)
    if not len(found.groups):
        found = recommenders.content_based.similar(item, context)
    if not len(found.groups) and recommenders.popularity is not None:
        group = int(context.find([item])[0])
        found = recommenders.popularity.in_category_of(group, context).explained_by(item)
    return found
