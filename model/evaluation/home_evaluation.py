"""Held-out quality of the home placement, measured with the code that serves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.arrays.artifact import Artifact
from model.dataset import parallel
from model.dataset.parallel import Step, report_progress
from model.evaluation.cases import Case
from model.evaluation.metric_table import Columns, GroupTable, K, MetricTable
from model.query import Query
from model.scoring import Scorer

BLEND = "blend"
WEIGHTED_SUM = "weighted_sum"
POPULARITY = "popularity"
WAYS = ("repeats", "new_only")
SOME = 750
"""People who are asked for new items, and about each recommender alone, at most: evenly spread,
enough for two digits. The blend and popularity, which the gate compares, are asked of all."""
HISTORY_SIZES = (0, 1, 5, 20, 50, 100, 200, 500)
"""The lowest number of known items in each part of `by_history`."""

MetricTables = dict[str, MetricTable]


@dataclass(frozen=True)
class HomeFigures:
    """The lists of the home placement: for each way a table by recommender."""

    cases: Sequence[Case]
    ways: dict[str, MetricTables]

    def figures(self, placements: Mapping[str, MetricTables], seed: int) -> dict[str, Any]:
        """Return the manifest's entries, those of other placements too; see docs/evaluation.md."""
        names = self.ways["repeats"]
        home = {name: names[name] for name in (BLEND, POPULARITY) if name in names}
        return {
            "recommenders": {
                name: {way: self._against_blend(way, name, seed) for way in WAYS} for name in names
            },
            "placements": {
                placement: {name: table.figures(seed) for name, table in tables.items()}
                for placement, tables in {"home": home, **placements}.items()
            },
            "by_history": self._by_history(seed),
        }

    def _against_blend(self, way: str, name: str, seed: int) -> dict[str, Any]:
        table, blend = self.ways[way][name], self.ways[way][BLEND]
        figures = table.figures(seed)
        return (
            figures if name == BLEND else {**figures, "blend_leads": blend.lead_over(table, seed)}
        )

    def _by_history(self, seed: int) -> list[dict[str, Any]]:
        blend, found = self.ways["repeats"][BLEND], []
        ends = [*HISTORY_SIZES[1:], None]
        for least, end in zip(HISTORY_SIZES, ends, strict=True):
            part = blend.select(
                at
                for at, case in enumerate(self.cases)
                if least <= len(case.seen) and (end is None or len(case.seen) < end)
            )
            if part.people:
                most = None if end is None else end - 1
                found.append({"from": least, "to": most, **part.figures(seed)})
        return found


def evaluate_home(
    model: Artifact, cases: Sequence[Case], groups: GroupTable, *, now: int, step: Step
) -> HomeFigures:
    """Return the lists of all contenders for each person; `now` is the time of the cut in ms.

    "repeats" asks for all purchases of the window; "new_only" excludes the items that the person
    knew, and asks people who bought an item they did not know. The blend is what the home placement
    serves; where a ranker was learned, `weighted_sum` is the blend without it. The others are each
    recommender alone: most of its work was done for the blend already.
    """
    scorer = Scorer(model, None)
    blends = {BLEND: scorer} | (
        {WEIGHTED_SUM: scorer.without_ranker()} if scorer.blender.learned_person else {}
    )
    names = [*scorer.sources.recommenders.by_id, *blends]
    of_all = [name for name in names if name in (BLEND, POPULARITY)]
    some = evenly(len(cases), SOME)

    def ask_all(part: Sequence[tuple[int, Case]], step: Step) -> dict[str, dict[str, Columns]]:
        ways = {way: {name: MetricTable(groups) for name in names} for way in WAYS}

        def ask(
            tables: MetricTables,
            contenders: list[str],
            at: int,
            query: Query,
            relevant: frozenset[str],
        ) -> None:
            context = scorer.context(query)
            for name in contenders:
                if name in blends:
                    tables[name].add(at, blends[name].recommend_in(context), relevant)
                else:
                    tables[name].add_groups(at, scorer.one_source(name, context), relevant)

        for done, (at, case) in enumerate(part, start=1):
            query = Query("home", K, now, case.history)
            ask(ways["repeats"], names if at in some else of_all, at, query, case.relevant)
            if at in some and case.fresh:
                new = replace(query, exclude=case.seen)
                ask(ways["new_only"], names, at, new, case.fresh)
            report_progress(step, done, len(part))
        return {way: {name: each.columns for name, each in ways[way].items()} for way in WAYS}

    parts = parallel.in_slices(ask_all, list(enumerate(cases)), step, parallel.cores())
    ways = {
        way: {
            name: MetricTable.joined(groups, [part[way][name] for part in parts]) for name in names
        }
        for way in WAYS
    }
    return HomeFigures(cases, ways)


def home_lists(
    model: Artifact, cases: Sequence[Case], groups: GroupTable, *, now: int, step: Step
) -> MetricTable:
    """Return the lists of the home placement of a model; `now` in ms."""
    scorer = Scorer(model, None)

    def ask_all(part: Sequence[tuple[int, Case]], step: Step) -> Columns:
        table = MetricTable(groups)
        for done, (at, case) in enumerate(part, start=1):
            ranked = scorer.recommend(Query("home", K, now, case.history))
            table.add(at, ranked, case.relevant)
            report_progress(step, done, len(part))
        return table.columns

    parts = parallel.in_slices(ask_all, list(enumerate(cases)), step, parallel.cores())
    return MetricTable.joined(groups, parts)


def evenly(of: int, at_most: int) -> set[int]:
    """Return at most so many of the numbers below `of`, evenly spread."""
    return set(range(of)) if of <= at_most else {at * of // at_most for at in range(at_most)}
