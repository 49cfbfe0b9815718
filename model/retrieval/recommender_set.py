"""The recommenders of one model, opened once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from model.arrays.artifact import Artifact
from model.retrieval.als import Als
from model.retrieval.content_based import ContentBased
from model.retrieval.ease import Ease
from model.retrieval.item_to_item import ItemToItem
from model.retrieval.next_item import NextItem
from model.retrieval.popularity import Popularity
from model.retrieval.purchase_frequency import PurchaseFrequency
from model.retrieval.repeat_rates import RepeatRates
from model.retrieval.scoring_context import Recommender
from model.retrieval.trending import Trending


@dataclass(frozen=True)
class RecommenderSet:
    """Without a model there are only repeat purchases and content."""

    purchase_frequency: PurchaseFrequency
    repeat_rates: RepeatRates
    content_based: ContentBased
    als: Als | None = None
    item_to_item: Sequence[ItemToItem] = ()
    popularity: Popularity | None = None
    ease: Ease | None = None
    next_item: NextItem | None = None
    trending: Trending | None = None

    @classmethod
    def open(cls, model: Artifact | None) -> Self:
        """Return the recommenders that a model has arrays for."""
        if model is None:
            return cls(PurchaseFrequency(), RepeatRates.open(None), ContentBased(None))
        both = [ItemToItem(model, each) for each in ("bought_together", "viewed_together")]
        return cls(
            PurchaseFrequency(),
            RepeatRates.open(model),
            ContentBased(model),
            als=Als(model),
            item_to_item=[each for each in both if each.width],
            popularity=Popularity(model),
            ease=Ease.from_model(model),
            next_item=NextItem.from_model(model),
            trending=Trending.from_model(model),
        )

    @property
    def by_id(self) -> Mapping[str, Recommender]:
        """The recommenders that evaluation can ask alone, by their ids."""
        every = (self.purchase_frequency, self.als, self.ease, *self.item_to_item, self.popularity)
        return {each.id: each for each in every if each is not None}

    def without_next_item(self) -> Self:
        """Return the same recommenders but the one of the next items of a visit."""
        return replace(self, next_item=None)
