"""Events to weighted, time-decayed values, one for each person and group."""

from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from model.settings import TrainingSettings

DAY_MS = 86_400_000


@dataclass(frozen=True)
class Window:
    """The times in ms between which events are read, both included."""

    since: int
    until: int

    def up_to(self, until: int) -> "Window":
        """The same start with an earlier end."""
        return Window(self.since, until)


def window(connection: duckdb.DuckDBPyConnection) -> Window:
    """Return the first and last time in the table `coded`."""
    row = connection.execute('SELECT min("at"), max("at") FROM coded').fetchone()
    if row is None or row[0] is None:
        return Window(0, -1)
    return Window(*row)


def values(
    connection: duckdb.DuckDBPyConnection,
    settings: TrainingSettings,
    within: Window,
    shape: tuple[int, int],
) -> csr_matrix:
    """Return a float32 matrix people × groups of `1 + log1p(Σ weight × 2^(−age/half-life))`.

    Age runs from the last thing the person did, as in `model.taste`: training and fold-in then
    mean the same by a value. Pairs whose sum is ≤ 0 (returned, taken out of the cart) are absent.
    """
    found = connection.execute(
        f"""
        WITH ends AS (
            SELECT person, max("at") AS until FROM coded WHERE "at" <= $1 GROUP BY person
        ), sums AS (
            SELECT person, grp, round(fsum({decayed(settings, "until")}), 6) AS total
            FROM coded JOIN ends USING (person) WHERE "at" <= $1 GROUP BY person, grp
        )
        SELECT person, grp, (1 + ln(1 + total))::FLOAT AS value FROM sums
        WHERE total > 0 ORDER BY person, grp
        """,  # noqa: S608 numbers of ours
        [within.until],
    ).fetchnumpy()
    matrix = csr_matrix((found["value"], (found["person"], found["grp"])), shape=shape)
    matrix.eliminate_zeros()
    return matrix


def decayed(settings: TrainingSettings, until: str) -> str:
    """Return the SQL of one event's weight, faded by the half-life of its kind."""
    cases = " ".join(
        f"WHEN '{kind}' THEN {weight!r} * pow(0.5, ({until} - \"at\") / "
        f"{settings.half_life_days[kind] * DAY_MS!r})"
        for kind, weight in settings.weights.items()
    )
    return f"CASE kind {cases} ELSE 0 END"


def group_item(
    connection: duckdb.DuckDBPyConnection, item_group: NDArray[np.int32], groups: int
) -> NDArray[np.int32]:
    """Return for each group the item that occurs most: what stands for it without a catalogue."""
    counts = connection.execute("SELECT item, count(*) AS n FROM coded GROUP BY item").fetchnumpy()
    occurs = np.zeros(len(item_group), np.int64)
    occurs[counts["item"]] = counts["n"]
    order = np.lexsort((-np.arange(len(item_group)), occurs))
    found = np.zeros(groups, np.int32)
    found[item_group[order]] = order
    return found
