"""Cases for rankers, planted so that one feature decides."""

from collections.abc import Collection

import numpy as np

from model.ranking.placement_family import PlacementFamily
from model.training.ranking.ranker_dataset import RankerDataset

CASES, EACH = 200, 10


def planted(
    family: PlacementFamily, feature: str, *, seed: int = 5, absent: Collection[str] = ()
) -> RankerDataset:
    """Return 200 cases in which the candidate with the highest value of a feature is relevant.

    No case has candidates of the sources that are `absent`.
    """
    rng = np.random.default_rng(seed)
    rows = rng.random((CASES * EACH, len(family.features))).astype(np.float32)
    value = rows[:, family.features.index(feature)].reshape(CASES, EACH)
    value[np.arange(CASES), rng.integers(0, EACH, CASES)] += 1
    ones = np.ones(CASES, np.int64)
    return RankerDataset(
        features=rows,
        hit=(value == value.max(axis=1, keepdims=True)).ravel(),
        sizes=ones * EACH,
        wanted=ones,
        weighted_sum=rng.random(CASES * EACH),
        person=np.arange(CASES),
        sources=np.tile([source not in absent for source in family.sources], (CASES, 1)),
        related=np.ones(CASES * EACH, np.bool_),
    )
