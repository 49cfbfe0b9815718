"""The settings of a training run. Serving reads the same values from the manifest."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from model.kinds import HALF_LIFE_DAYS, KINDS, WEIGHTS


@dataclass(frozen=True)
class TrainingSettings:
    """Every key of a training run; `from_mapping` refuses unknown keys."""

    factors: int = 64
    """Length of the ALS vectors."""
    iterations: int = 8
    """Rounds of ALS, each solving all people and then all items."""
    warm_iterations: int = 1
    """Rounds of a fit that starts from the vectors of an earlier time."""
    alpha: float = 0.3
    """ALS confidence of an interaction is `alpha * value` (not `1 + alpha * value`)."""
    regularization: float = 0.2
    """ALS penalty on the length of the vectors, as a share of the largest singular value that
    confidences spread evenly over people and groups would have: the same for a small shop."""
    seed: int = 7
    """Start of every random choice; the same lake and seed give the same model."""
    cells_from: int = 200_000
    """ALS: with so many groups or more, serving reads only the nearest cells."""
    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    """The weight of one interaction of each kind."""
    half_life_days: Mapping[str, float] = field(default_factory=lambda: dict(HALF_LIFE_DAYS))
    """Days after which an interaction of each kind has half its weight."""
    neighbours: int = 40
    """Item-to-item: neighbours kept for each group."""
    neighbour_support: int = 3
    """Item-to-item: two neighbours share so many baskets or sessions at least."""
    basket_limit: int = 100
    """Item-to-item: groups read of one basket or session; wholesale orders are longer."""
    session_gap_minutes: float = 30.0
    """The pause after which the views of a person start a new session."""
    ease_groups: int = 2000
    """EASE: the groups it knows, those that most people met; its time grows with their cube, its
    size with their square (16 MB)."""
    ease_regularization: float = 3.0
    """EASE: penalty as a share of a group's mean sum of squared values."""
    popularity_half_life_days: float = 30.0
    """Popularity: days after which an interaction counts half."""
    trend_days: int = 3
    """Trending: the newest days, which are compared with the usual demand before them."""
    trend_half_life_days: float = 14.0
    """Trending: days after which usual demand counts half."""
    holdout_days: float = 28.0
    """Evaluation: the newest days held out, at most a fifth of the data's window."""
    evaluation_people: int = 1500
    """Evaluation: people asked at most, drawn with `seed`."""

    session_events: int = 300_000
    """Next item: about so many events, the newest, are learned from."""
    session_cases: int = 4000
    """Next item: cases, the newest, that the trees learn from at most."""
    session_checks: int = 200
    """Next item: visits asked about at most, to decide whether it serves."""

    ranker_people: int = 2500
    """Ranker: people of a window learned from at most, drawn with `seed`; one or two cases each."""
    ranker_windows: int = 2
    """Ranker: windows of `holdout_days` learned from at most, each with a model of the time before
    it; older ones only while there are fewer than `ranker_people`."""
    ranker_als_people: int = 10_000
    """Ranker: people that ALS learns from at most, in a window."""
    ranker_fewest: int = 300
    """Ranker: with fewer cases nothing is learned and the weighted sum serves."""
    ranker_trees: int = 100
    """Ranker: trees."""
    ranker_leaves: int = 31
    """Ranker: leaves of a tree."""

    def __post_init__(self) -> None:
        """Raise `ValueError` with the key of a value that is out of range."""
        counts = ("factors", "iterations", "warm_iterations", "neighbours")
        for key in (*counts, "neighbour_support", "basket_limit", "ease_groups"):
            if getattr(self, key) < 1:
                raise ValueError(f"{key} must be at least 1, not {getattr(self, key)}")
        for key in (
            "alpha",
            "regularization",
            "ease_regularization",
            "popularity_half_life_days",
            "holdout_days",
        ):
            if not getattr(self, key) > 0:
                raise ValueError(f"{key} must be above 0, not {getattr(self, key)}")
        for key in ("weights", "half_life_days"):
            if set(getattr(self, key)) != set(KINDS):
                raise ValueError(f"{key} must have exactly the keys {', '.join(KINDS)}")
        if any(not days > 0 for days in self.half_life_days.values()):
            raise ValueError("half_life_days must all be above 0")

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> "TrainingSettings":
        """Return settings from a mapping; `ValueError` with a key that does not exist."""
        unknown = sorted(set(values) - {each.name for each in fields(cls)})
        if unknown:
            raise ValueError(f"unknown training setting: {', '.join(unknown)}")
        return cls(**values)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, as the manifest keeps them."""
        return asdict(self)
