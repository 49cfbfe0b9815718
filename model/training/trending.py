"""What is wanted more of late than it usually is: by how many deviations.

Schubert, Weiler, Kriegel: SigniTrend, Scalable Detection of Emerging Topics in Textual Streams by
Hashed Significance Thresholds (KDD 2014), equation 3: (x − max(EWMA, β)) ÷ (√EWMVar + β).
"""

import duckdb
import numpy as np
from numpy.typing import NDArray

from model.durations import DAY_MS
from model.ids import Arrays
from model.settings import TrainingSettings
from model.training.sessions.index import offsets_of

SIGNIFICANT = 3.0
"""Deviations above the usual from which on something is a trend."""
RARE = 0.5
"""β: people a day that are no trend, however unusual; keeps chance out where little happens."""
PAST_HALF_LIVES = 3
"""So far back the usual is read; what lies before has faded."""
LONGEST = 300
"""Groups of a chart; only the first of them are shown."""


def fit(
    connection: duckdb.DuckDBPyConnection,
    settings: TrainingSettings,
    until: int,
    channels: int,
    locations: int,
) -> Arrays:
    """Return `trending/groups` int32 and `…/scores` float32, and where charts begin there.

    `trending/offsets` is int64 [2 + channels + locations]. Chart 0 is everybody's, then come the
    channels' and the locations', the strongest trend first. A person who
    wants a group counts once a day. If all is wanted more (a holiday), that is no trend.
    """
    late, half_life = settings.trend_days, settings.trend_half_life_days
    oldest = late + int(PAST_HALF_LIVES * half_life)
    since = until - oldest * DAY_MS
    given = [until, DAY_MS, since, half_life, late, channels]
    found = connection.execute(_SQL, given).fetchnumpy()
    ages = np.arange(late, int(found["oldest"].max(initial=0)) + 1)
    days = max(float((0.5 ** (ages / half_life)).sum()), 1e-9)
    row = 1 + found["row"].astype(np.int64)
    z = significance(row, found["late"] / late, found["total"] / days, found["squares"] / days)
    z = z if len(ages) else np.zeros(len(row))
    return charts(row, found["grp"], z, 1 + channels + locations)


def significance(
    row: NDArray[np.int64],
    late: NDArray[np.float64],
    usual: NDArray[np.float64],
    squares: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return how unusual the late rates are, by the faded means of rates and of their squares.

    Rates are people a day; each row is set off against how much more all of it is wanted of late.
    """
    before, after = np.bincount(row, usual), np.bincount(row, late)
    growth = np.where(before > 0, after / np.maximum(before, 1e-9), np.inf)
    spread = np.sqrt(np.maximum(squares - usual**2, 0.0))
    found: NDArray[np.float64] = late / np.maximum(growth, 1.0)[row] - np.maximum(usual, RARE)
    return found / (spread + RARE)


def charts(
    row: NDArray[np.int64],
    group: NDArray[np.int32],
    score: NDArray[np.float64],
    rows: int,
) -> Arrays:
    """Return the significant ones of each row, the strongest first."""
    kept = score >= SIGNIFICANT
    row, group, score = row[kept], group[kept], score[kept]
    order = np.lexsort((group, -score, row))
    row, group, score = row[order], group[order], score[order]
    first = np.arange(len(row)) - offsets_of(row, rows)[row] < LONGEST
    return {
        "trending/offsets": offsets_of(row[first], rows),
        "trending/groups": group[first].astype(np.int32),
        "trending/scores": score[first].astype(np.float32),
    }


_SQL = """
    WITH wanted AS (
        SELECT DISTINCT person, grp, channel, ($1 - "at") // $2 AS age FROM coded
        WHERE kind IN ('view', 'click', 'wishlist', 'cart', 'purchase')
          AND "at" <= $1 AND "at" > $3
    ), wanted_at AS (
        SELECT DISTINCT person, grp, location, ($1 - "at") // $2 AS age FROM coded
        WHERE kind IN ('view', 'click', 'wishlist', 'cart', 'purchase')
          AND "at" <= $1 AND "at" > $3 AND location >= 0
    ), days AS (
        SELECT channel AS row, grp, age, count(*)::DOUBLE AS n FROM wanted
        WHERE channel >= 0 GROUP BY row, grp, age
        UNION ALL
        SELECT $6 + location AS row, grp, age, count(*)::DOUBLE AS n FROM wanted_at
        GROUP BY row, grp, age
        UNION ALL
        SELECT -1 AS row, grp, age, count(DISTINCT person)::DOUBLE AS n FROM wanted
        GROUP BY grp, age
    )
    SELECT row, grp, max(age) AS oldest, coalesce(sum(n) FILTER (age < $5), 0) AS late,
           coalesce(sum(n * pow(0.5, age / $4)) FILTER (age >= $5), 0) AS total,
           coalesce(sum(n * n * pow(0.5, age / $4)) FILTER (age >= $5), 0) AS squares
    FROM days GROUP BY row, grp HAVING late > 0 OR total > 0 ORDER BY row, grp
"""
