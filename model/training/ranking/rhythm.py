"""How each group is bought: how much of late, by how many, and how soon again."""

import duckdb
import numpy as np

from model.durations import DAY_MS
from model.ids import Arrays
from model.ranking.features import RHYTHM

WEEK, MONTH, QUARTER = 7, 28, 84
DOUBT = 5.0
"""Buyers that a group is short of: until it has some of its own, those of all groups count."""
USUAL_GAP = 30.0


def fit(connection: duckdb.DuckDBPyConnection, until: int, groups: int) -> Arrays:
    """Return `rhythm` float32 [groups, len(RHYTHM)].

    buyers: distinct people. week, month, quarter: person-days with a purchase of late. loyal:
    share of the buyers who came back for it. again: share of those who had bought it a month ago
    and bought it within the month. gap: days between two orders. per_buyer: orders a buyer.
    won_week, won_month, won_quarter: people who bought it for the first time of late.
    """
    found = connection.execute(_SQL, [until, until // DAY_MS]).fetchnumpy()
    buyers, bought = found["buyers"].astype(float), found["bought"].astype(float)
    usual = found["again"].sum() / max(found["before"].sum(), 1)
    columns = {
        "buyers": buyers,
        **{name: found[name] for name in ("week", "month", "quarter")},
        "loyal": found["loyal"] / (buyers + 2.0),
        "again": (found["again"] + DOUBT * usual) / (found["before"] + DOUBT),
        "gap": (found["span"] + USUAL_GAP * DOUBT) / (bought - buyers + DOUBT),
        "per_buyer": bought / buyers,
        **{name: found[name] for name in ("won_week", "won_month", "won_quarter")},
    }
    rhythm = np.zeros((groups, len(RHYTHM)), np.float32)
    rhythm[:, RHYTHM.index("gap")] = USUAL_GAP
    rhythm[found["grp"]] = np.stack([columns[name] for name in RHYTHM], axis=1)
    return {"rhythm": rhythm}


_SQL = f"""
    WITH days AS (
        SELECT DISTINCT person, grp, $2 - "at" // {DAY_MS} AS age FROM coded
        WHERE kind = 'purchase' AND "at" <= $1
    ), pairs AS (
        SELECT grp, count(*) AS n, max(age) - min(age) AS span, max(age) AS first,
               count(*) FILTER (age < {WEEK}) AS week, count(*) FILTER (age < {MONTH}) AS month,
               count(*) FILTER (age < {QUARTER}) AS quarter,
               count(*) FILTER (age BETWEEN {MONTH} AND {MONTH + QUARTER}) > 0 AS had
        FROM days GROUP BY person, grp
    )
    SELECT grp, count(*) AS buyers, sum(n)::DOUBLE AS bought, sum(span)::DOUBLE AS span,
           sum(week)::DOUBLE AS week, sum(month)::DOUBLE AS month, sum(quarter)::DOUBLE AS quarter,
           count(*) FILTER (n > 1) AS loyal, count(*) FILTER (had) AS before,
           count(*) FILTER (had AND month > 0) AS again,
           count(*) FILTER (first < {WEEK}) AS won_week,
           count(*) FILTER (first < {MONTH}) AS won_month,
           count(*) FILTER (first < {QUARTER}) AS won_quarter
    FROM pairs GROUP BY grp ORDER BY grp
"""  # noqa: S608 numbers of ours
