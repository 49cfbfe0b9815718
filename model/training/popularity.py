"""What sells now: recent, weighted demand for each group, over all people and by channel."""

import duckdb
import numpy as np

from model.ids import Arrays
from model.settings import TrainingSettings
from model.training import trending
from model.training.interactions import decayed


def fit(
    connection: duckdb.DuckDBPyConnection,
    settings: TrainingSettings,
    until: int,
    groups: int,
    channels: int,
) -> Arrays:
    """Return `popularity/scores` float32 and `popularity/order` int32 [1 + channels, groups].

    And what is trending, see `trending.fit`. Row 0 is everybody. Each person counts a group at
    most once a day, so that one enthusiast (or one script) does not make a bestseller. By category
    is a mask on a row, made when serving.
    """
    half_life = settings.popularity_half_life_days
    same = dict.fromkeys(settings.half_life_days, half_life)
    faded = TrainingSettings(weights=settings.weights, half_life_days=same)
    found = connection.execute(
        f"""
        WITH days AS (
            SELECT person, grp, channel, kind, max("at") AS "at" FROM coded WHERE "at" <= $1
            GROUP BY person, grp, channel, kind, "at" // 86400000
        )
        SELECT channel, grp, greatest(round(fsum({decayed(faded, str(until))}), 6), 0) AS score
        FROM days GROUP BY channel, grp
        """,  # noqa: S608 numbers of ours
        [until],
    ).fetchnumpy()
    scores = np.zeros((1 + channels, groups), np.float32)
    np.add.at(scores[0], found["grp"], found["score"].astype(np.float32))
    known = found["channel"] >= 0
    scores[1 + found["channel"][known], found["grp"][known]] = found["score"][known]
    order = np.argsort(-scores, axis=1, kind="stable").astype(np.int32)
    charts = trending.fit(connection, settings, until, channels)
    return {"popularity/scores": scores, "popularity/order": order, **charts}
