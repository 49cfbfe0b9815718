"""Reserve a share of the places for new items."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.query import PERSON_PLACEMENTS
from model.retrieval.new_items import draw_new_items
from model.retrieval.scoring_context import ScoringContext


@dataclass(frozen=True)
class NewItemPlaces:
    """`groups` take every `step`-th place, in their order, as far as there are any."""

    groups: Sequence[int] = ()
    step: int = 1


def explore(context: ScoringContext) -> NewItemPlaces:
    """Return the new items of a list: one for each full 1 ÷ `exploration` places.

    Only placements that know nothing but the person have any.
    """
    share = context.query.exploration
    if context.query.placement not in PERSON_PLACEMENTS or (count := _count(context)) < 1:
        return NewItemPlaces()
    return NewItemPlaces(draw_new_items(context, count), round(1 / share))


def _count(context: ScoringContext) -> int:
    return int(context.query.n * context.query.exploration)
