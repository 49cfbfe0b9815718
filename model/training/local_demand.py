"""What sells at each location: a chart of its own, as far as enough people were there for it."""

import duckdb

from model.durations import DAY_MS
from model.ids import Arrays
from model.settings import TrainingSettings
from model.training.sessions.index import offsets_of

LONGEST = 300
"""Groups of a chart; what sells everywhere comes after them."""
FEWEST = 3
"""People: what fewer wanted at a location is chance, and nobody's but theirs."""


def fit(
    connection: duckdb.DuckDBPyConnection, settings: TrainingSettings, until: int, locations: int
) -> Arrays:
    """Return `popular_at/offsets` int64 [locations + 1] and `…/groups` int32, most popular first.

    Demand is that of `popularity`: each person counts a group at most once a day for a kind.
    """
    half_life = settings.popularity_half_life_days * DAY_MS
    kinds = " ".join(f"WHEN '{kind}' THEN {worth!r}" for kind, worth in settings.weights.items())
    found = connection.execute(
        f"""
        WITH days AS (
            SELECT location, grp, person, kind, max("at") AS "at" FROM coded
            WHERE location >= 0 AND "at" <= $1
            GROUP BY location, grp, person, kind, "at" // {DAY_MS}
        ), demand AS (
            SELECT location, grp, count(DISTINCT person) AS people,
                   sum((CASE kind {kinds} END) * pow(0.5, ($1 - "at") / $2)) AS total
            FROM days GROUP BY location, grp
        )
        SELECT location, grp FROM demand WHERE total > 0 AND people >= {FEWEST}
        QUALIFY row_number() OVER (PARTITION BY location ORDER BY total DESC, grp) <= {LONGEST}
        ORDER BY location, total DESC, grp
        """,  # noqa: S608 numbers and words of ours
        [until, half_life],
    ).fetchnumpy()
    return {
        "popular_at/offsets": offsets_of(found["location"], locations),
        "popular_at/groups": found["grp"].astype("int32"),
    }
