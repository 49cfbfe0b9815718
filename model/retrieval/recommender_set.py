"""The recommenders of one model, and what several placements hear from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from model.arrays.artifact import Artifact
from model.retrieval.als import Als
from model.retrieval.candidates import Candidates, Recommender, Request
from model.retrieval.content_based import Similar
from model.retrieval.ease import Linear
from model.retrieval.item_to_item import Together
from model.retrieval.merged_candidates import Voice
from model.retrieval.next_item import NextInSession
from model.retrieval.popularity import Popular
from model.retrieval.purchase_frequency import OwnFrequency


@dataclass(frozen=True)
class Speakers:
    """Without a model, only buying again and what is alike speak."""

    own: OwnFrequency
    similar: Similar
    als: Als | None = None
    together: Sequence[Together] = ()
    popular: Popular | None = None
    linear: Linear | None = None
    session: NextInSession | None = None

    @classmethod
    def of(cls, model: Artifact | None) -> Self:
        """Return those of a model."""
        if model is None:
            return cls(OwnFrequency(), Similar(None))
        both = [Together(model, name) for name in ("bought", "viewed")]
        return cls(
            OwnFrequency(),
            Similar(model),
            als=Als(model),
            together=[each for each in both if each.width],
            popular=Popular(model),
            linear=Linear.of(model),
            session=NextInSession.of(model),
        )

    @property
    def by_name(self) -> dict[str, Recommender]:
        """Those that can be asked alone."""
        every = (self.own, self.als, self.linear, *self.together, self.popular)
        return {each.name: each for each in every if each is not None}

    def habit(self, request: Request, weight: float) -> Voice:
        """Return what the person buys again and again."""
        return Voice("own", weight, self.own.reason, request.candidates(self.own))

    def liked(self, request: Request, weight: float) -> Iterator[Voice]:
        """Yield what is to the person's taste."""
        if self.als is not None:
            yield Voice("liked", weight, self.als.reason, request.candidates(self.als))

    def sold(self, request: Request, weight: float) -> Iterator[Voice]:
        """Yield what sells to everybody."""
        if self.popular is not None:
            found = request.candidates(self.popular)
            yield Voice("popular", weight, self.popular.reason, found)

    def like_minded(self, item: str, request: Request) -> Candidates:
        """Return what those like who like an item."""
        if self.als is None:
            return Candidates.none()
        return self.als.similar(int(request.of([item])[0]), request).named(item)

    def like(self, item: str, request: Request) -> Candidates:
        """Return what resembles an item without neighbours: by its vector, else by what it is."""
        found = self.like_minded(item, request)
        if not len(found.groups):
            found = self.similar.beside(item, request)
        if not len(found.groups) and self.popular is not None:
            found = self.popular.beside(int(request.of([item])[0]), request).named(item)
        return found
