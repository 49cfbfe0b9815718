"""Charts of groups, one a row, end to end."""

import numpy as np
from numpy.typing import NDArray

from model.training.session.index import offsets_of

LONGEST = 300
"""Groups of a chart; only the first of them are shown."""


def charts(
    row: NDArray[np.int64], group: NDArray[np.int64], score: NDArray[np.float64], rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    """Return the starts of charts [rows + 1], their groups by falling score, and the scores.

    `row`, `group` and `score` [n] are the entries of all charts, in no order.
    """
    order = np.lexsort((group, -score, row))
    row, group, score = row[order], group[order], score[order]
    first = np.arange(len(row)) - offsets_of(row, rows)[row] < LONGEST
    offsets = offsets_of(row[first], rows)
    return offsets, group[first].astype(np.int32), score[first].astype(np.float32)
