"""Interactions as columns, and their weighted, time-decayed values by person and group."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from model.dataset.database import Connection
from model.dataset.packed import begins
from model.durations import DAY_MS
from model.kinds import KINDS
from model.settings import TrainingSettings

Array = NDArray[Any]


@dataclass(frozen=True)
class Window:
    """The times in ms of the first and the last interaction."""

    since: int
    until: int


@dataclass(frozen=True)
class Interactions:
    """Columns of the table `coded` (see `vocabulary.encode`), read once for all fits.

    In the order of person, group, kind, channel and time; `kind` is the place in `KINDS`, `channel`
    and `location` are −1 for none, `at` in ms.
    """

    person: Array
    group: Array
    kind: Array
    channel: Array
    location: Array
    at: Array

    @classmethod
    def read(cls, connection: Connection) -> Self:
        """Return all, sorted by the database: on all cores, and within its memory limit."""
        found = connection.execute(
            """
            SELECT person, grp AS "group", enum_code(kind)::UTINYINT AS kind, channel, location,
                   "at" FROM coded ORDER BY person, grp, kind, channel, "at", location
            """
        ).fetchnumpy()
        return cls(**found)

    def __len__(self) -> int:
        return len(self.at)

    @property
    def window(self) -> Window:
        """The times of the first and the last."""
        return Window(int(self.at.min()), int(self.at.max())) if len(self) else Window(0, -1)

    def until(self, at: int) -> Self:
        """Return those up to a time in ms."""
        return self if not len(self) or at >= self.window.until else self.part(self.at <= at)

    def of_kinds(self, *kinds: str) -> Self:
        """Return those of some kinds, by their names."""
        return self.part(np.isin(self.kind, [KINDS.index(kind) for kind in kinds]))

    def some(self, people: int, seed: int) -> Self:
        """Return those of so many people, drawn evenly."""
        every = self.person[begins(self.person)]
        if len(every) <= people:
            return self
        drawn = np.zeros(int(every[-1]) + 1, bool)
        drawn[np.random.default_rng(seed).choice(every, people, replace=False)] = True
        return self.part(drawn[self.person])

    def values(self, settings: TrainingSettings, shape: tuple[int, int]) -> csr_matrix:
        """Return a float32 matrix people × groups of `1 + log1p(Σ weight × 2^(−age/half-life))`.

        Ages run back from the newest interaction of the person, as in `model.retrieval.affinity`,
        so that values mean the same in training and in fold-in. Pairs whose sum is ≤ 0 (returned,
        or removed from the cart) are absent.
        """
        decayed = self._decayed(settings)
        pair = begins(self.person, self.group)
        total = np.add.reduceat(decayed, pair, dtype=np.float64) if len(pair) else decayed
        total = total.round(5)  # a sum of 0 may differ in the last digit of 32 bits
        pair, total = pair[total > 0], total[total > 0]
        rows = np.bincount(self.person[pair], minlength=shape[0])
        offsets = np.concatenate([[0], np.cumsum(rows)])
        value = (1 + np.log1p(total)).astype(np.float32)
        return csr_matrix((value, self.group[pair], offsets), shape=shape)

    def _decayed(self, settings: TrainingSettings) -> NDArray[np.float32]:
        """Return the decayed weight of each, [k]."""
        first = begins(self.person)
        last = np.repeat(
            np.maximum.reduceat(self.at, first) if len(first) else self.at,
            np.diff(first, append=len(self)),
        )
        rate = -1 / (by_kind(settings.half_life_days) * DAY_MS)
        # at half the width, in place: at 50 million events each array is hundreds of MB
        decayed = (last - self.at).astype(np.float32)
        decayed *= rate[self.kind]
        np.exp2(decayed, out=decayed)
        decayed *= by_kind(settings.weights)[self.kind]
        return decayed

    def part(self, kept: Array) -> Self:
        """Return some of them, by a mask [k] or by their places."""
        return type(self)(*(getattr(self, each.name)[kept] for each in fields(self)))


def by_kind(setting: Mapping[str, float]) -> NDArray[np.float32]:
    """Return a setting as an array float32 [kinds], in the order of `KINDS`."""
    return np.array([setting[kind] for kind in KINDS], np.float32)


def group_item(
    connection: Connection, item_group: NDArray[np.int32], groups: int
) -> NDArray[np.int32]:
    """Return the item of each group with most events, int32 [groups].

    It is shown without a catalogue. `item_group` int32 [items].
    """
    counts = connection.execute("SELECT item, count(*) AS n FROM coded GROUP BY item").fetchnumpy()
    occurs = np.zeros(len(item_group), np.int64)
    occurs[counts["item"]] = counts["n"]
    order = np.lexsort((-np.arange(len(item_group)), occurs))
    found = np.zeros(groups, np.int32)
    found[item_group[order]] = order
    return found
