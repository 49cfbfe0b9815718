"""Only what people do buy again has a repurchase gap."""

import numpy as np

from model.arrays.id_table import IdTable
from model.ranking.features import REPURCHASE_STATS
from model.training.repurchase_gaps import LEAST_BUYERS, LEAST_REPEAT_SHARE, repurchase_gaps


class _Model:
    """Three groups, of which the first has two items."""

    def __init__(self) -> None:
        stats = np.zeros((3, len(REPURCHASE_STATS)), np.float32)
        rows = (
            (LEAST_BUYERS + 5, LEAST_REPEAT_SHARE, 7.5),
            (LEAST_BUYERS - 1, 0.9, 3.0),
            (LEAST_BUYERS, LEAST_REPEAT_SHARE - 0.05, 30.0),
        )
        names = ("buyers", "repeat_buyer_share", "gap_days")
        stats[:, [REPURCHASE_STATS.index(name) for name in names]] = rows
        self._arrays = {"repurchase_stats": stats, "item_group": np.array([0, 1, 2, 0], np.int32)}

    def __getitem__(self, name: str) -> object:
        return self._arrays[name]

    def group(self, _: str) -> object:
        return IdTable.build(["milk", "rare", "lamp", "milk-2l"])


def test_groups_with_many_buyers_who_come_back_have_a_repurchase_gap() -> None:
    model = _Model()
    assert repurchase_gaps(model, 10) == {"milk": 7.5, "milk-2l": 7.5}  # type: ignore[arg-type] # an artifact, as far as it is read
    assert len(repurchase_gaps(model, 1)) == 1  # type: ignore[arg-type] # the same
