"""What one contender showed to the people asked, and the figures of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.evaluation import metrics
from model.evaluation.bootstrap import distinct, interval, relative_difference, resampled
from model.query import Ranked

K = 20
Columns = tuple[list[int], list[list[float]], list[list[int]]]
MEASURES = {
    "ndcg": metrics.ndcg,
    "recall": metrics.recall,
    "hit_rate": metrics.hit_rate,
    "mrr": metrics.reciprocal_rank,
}
LEADING = "ndcg"
"""The measure that contenders are compared by."""


@dataclass(frozen=True)
class Groups:
    """All groups that could be shown, and how known each was at the cut.

    `of_item`: item to group, `code`: group to number; `bits` float64 [groups] = −log2 of the share
    of people who had met it, which is its novelty (Vargas, Castells: Rank and Relevance in Novelty
    and Diversity Metrics, 2011). What nobody had met counts as if one had.
    """

    of_item: dict[str, str]
    code: dict[str, int]
    names: list[str]
    bits: NDArray[np.float64]

    @classmethod
    def of(
        cls, of_item: dict[str, str], names: list[str], met_by: NDArray[Any], people: int
    ) -> "Groups":
        """Take the groups' names and by how many of all people each was met, [groups]."""
        share = np.maximum(met_by, 1) / max(people, 1)
        code = {name: at for at, name in enumerate(names)}
        return cls(of_item, code, names, -np.log2(share))


@dataclass
class Sheet:
    """One row a person asked: each of `MEASURES`, and the codes of the groups shown, −1 for none.

    `people` are their numbers among the cases, rising: two sheets are compared where both asked.
    """

    groups: Groups
    people: list[int] = field(default_factory=list)
    rows: list[list[float]] = field(default_factory=list)
    lists: list[list[int]] = field(default_factory=list)

    def add(self, person: int, ranked: Iterable[Ranked], relevant: frozenset[str]) -> None:
        """Note what a person was shown. An item of an older model may be one nobody knows now."""
        names = [self.groups.of_item.get(each.item_id, each.item_id) for each in ranked][:K]
        self._note(person, names, [self.groups.code.get(name, -1) for name in names], relevant)

    def show(self, person: int, shown: NDArray[np.int32], relevant: frozenset[str]) -> None:
        """Note the numbers of the groups that a person was shown, best first."""
        codes: list[int] = shown[:K].tolist()
        self._note(person, [self.groups.names[code] for code in codes], codes, relevant)

    def _note(
        self, person: int, names: list[str], codes: list[int], relevant: frozenset[str]
    ) -> None:
        self.people.append(person)
        self.rows.append([measure(names, relevant, K) for measure in MEASURES.values()])
        self.lists.append(codes + [-1] * (K - len(codes)))

    @property
    def columns(self) -> Columns:
        """People, rows and lists, without the groups that all sheets share."""
        return self.people, self.rows, self.lists

    @classmethod
    def joined(cls, groups: Groups, parts: Iterable[Columns]) -> "Sheet":
        """Return one sheet of several that follow each other."""
        people, rows, lists = (list(chain(*column)) for column in zip(*parts, strict=True))
        return cls(groups, people, rows, lists)

    def of(self, people: Iterable[int]) -> "Sheet":
        """Return the rows of some of the people."""
        at = {person: row for row, person in enumerate(self.people)}
        kept = [person for person in people if person in at]
        return Sheet(
            self.groups,
            kept,
            [self.rows[at[person]] for person in kept],
            [self.lists[at[person]] for person in kept],
        )

    def figures(self, seed: int) -> dict[str, Any]:
        """Return `people`, each figure as `<name>@K`, and their `intervals` over people."""
        people = len(self.people)
        if not people:
            return {"people": 0}
        values, shown = np.array(self.rows), np.array(self.lists, np.int32)
        bits = np.where(shown >= 0, self.groups.bits[shown], 0.0).sum(axis=1)
        columns = np.column_stack([values, bits, (shown >= 0).sum(axis=1)])
        whole, drawn = columns.sum(axis=0), resampled(columns, seed)
        found = {
            name: (whole[at] / people, interval(drawn[:, at] / people))
            for at, name in enumerate(MEASURES)
        }
        found["coverage"] = distinct(shown, len(self.groups.bits))
        found["novelty"] = (_each(whole[None])[0], interval(_each(drawn)))
        return {
            "people": people,
            **{f"{name}@{K}": round(float(figure), 4) for name, (figure, _) in found.items()},
            "intervals": {
                f"{name}@{K}": [round(end, 4) for end in ends] for name, (_, ends) in found.items()
            },
        }

    def column(self, measure: str = LEADING) -> dict[int, float]:
        """Return one measure of each person asked."""
        at = list(MEASURES).index(measure)
        return {person: row[at] for person, row in zip(self.people, self.rows, strict=True)}

    def over(self, other: "Sheet", seed: int) -> dict[str, Any]:
        """Return how much better this is than another, relatively, on the people both asked."""
        mine, theirs = self.column(), other.column()
        both = [person for person in mine if person in theirs]
        if not both:
            return {"people": 0}
        first, second = (np.array([each[person] for person in both]) for each in (mine, theirs))
        difference, ends = relative_difference(first, second, seed)
        return {
            "people": len(both),
            "difference": round(difference, 4),
            "interval": [round(end, 4) for end in ends],
        }


def _each(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over all that was shown; 0 where nothing was."""
    bits, shown = columns[:, -2], columns[:, -1]
    return np.divide(bits, shown, out=np.zeros(len(bits)), where=shown > 0)
