"""The lists that one contender showed to the people asked, and their figures."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.evaluation import metrics
from model.evaluation.bootstrap import coverage, interval, relative_difference, resampled
from model.query import ScoredItem

K = 20
Columns = tuple[list[int], list[list[float]], list[list[int]]]
MEASURES = {
    "ndcg": metrics.ndcg,
    "recall": metrics.recall,
    "hit_rate": metrics.hit_rate,
    "mrr": metrics.reciprocal_rank,
}
LEADING = "ndcg"
"""The measure that decides between contenders."""


@dataclass(frozen=True)
class GroupTable:
    """All groups that could be shown, and the novelty of each at the cut.

    `group_of`: item to group, `code`: group to number; `bits` float64 [groups] = −log2 of the share
    of people who had met it, which is its novelty (Vargas, Castells: Rank and Relevance in Novelty
    and Diversity Metrics, 2011). A group without people counts as if one person had met it.
    """

    group_of: dict[str, str]
    code: dict[str, int]
    names: list[str]
    bits: NDArray[np.float64]

    @classmethod
    def from_counts(
        cls, group_of: dict[str, str], names: list[str], met_by: NDArray[Any], people: int
    ) -> "GroupTable":
        """Return the table of groups by their ids.

        `met_by` [groups] people of all have met each.
        """
        share = np.maximum(met_by, 1) / max(people, 1)
        code = {name: at for at, name in enumerate(names)}
        return cls(group_of, code, names, -np.log2(share))


@dataclass
class MetricTable:
    """One row a person asked: each of `MEASURES`, and the codes of the groups shown, −1 for none.

    `people` are their numbers among the cases, rising: two tables are compared on the people of
    both.
    """

    groups: GroupTable
    people: list[int] = field(default_factory=list)
    rows: list[list[float]] = field(default_factory=list)
    lists: list[list[int]] = field(default_factory=list)

    def add(self, person: int, ranked: Iterable[ScoredItem], relevant: frozenset[str]) -> None:
        """Add the list of a person. An item of an older model may be unknown now."""
        names = [self.groups.group_of.get(each.item_id, each.item_id) for each in ranked][:K]
        self._add(person, names, [self.groups.code.get(name, -1) for name in names], relevant)

    def add_groups(self, person: int, shown: NDArray[np.int32], relevant: frozenset[str]) -> None:
        """Add the list of a person as numbers of groups [k], best first."""
        codes: list[int] = shown[:K].tolist()
        self._add(person, [self.groups.names[code] for code in codes], codes, relevant)

    def _add(
        self, person: int, names: list[str], codes: list[int], relevant: frozenset[str]
    ) -> None:
        self.people.append(person)
        self.rows.append([measure(names, relevant, K) for measure in MEASURES.values()])
        self.lists.append(codes + [-1] * (K - len(codes)))

    @property
    def columns(self) -> Columns:
        """People, rows and lists, without the groups that all tables share."""
        return self.people, self.rows, self.lists

    @classmethod
    def joined(cls, groups: GroupTable, parts: Iterable[Columns]) -> "MetricTable":
        """Return one table of the parts, in their order."""
        people, rows, lists = (list(chain(*column)) for column in zip(*parts, strict=True))
        return cls(groups, people, rows, lists)

    def select(self, people: Iterable[int]) -> "MetricTable":
        """Return the rows of some people."""
        at = {person: row for row, person in enumerate(self.people)}
        kept = [person for person in people if person in at]
        return MetricTable(
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
        found["coverage"] = coverage(shown, len(self.groups.bits))
        found["novelty"] = (_each(whole[None])[0], interval(_each(drawn)))
        return {
            "people": people,
            **{f"{name}@{K}": round(float(figure), 4) for name, (figure, _) in found.items()},
            "intervals": {
                f"{name}@{K}": [round(end, 4) for end in ends] for name, (_, ends) in found.items()
            },
        }

    def column(self, measure: str = LEADING) -> dict[int, float]:
        """Return one measure of each person asked, by the person's number."""
        at = list(MEASURES).index(measure)
        return {person: row[at] for person, row in zip(self.people, self.rows, strict=True)}

    def lead_over(self, other: "MetricTable", seed: int) -> dict[str, Any]:
        """Return the relative difference to another table, on the people of both."""
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
    """Return the mean novelty of what was shown, [rows]; 0 where nothing was."""
    bits, shown = columns[:, -2], columns[:, -1]
    return np.divide(bits, shown, out=np.zeros(len(bits)), where=shown > 0)
