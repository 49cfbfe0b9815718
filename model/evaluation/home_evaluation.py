"""Held-out quality of what serving does, through the very code that serves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.dataset import parallel
from model.dataset.parallel import Step, tell_some
from model.evaluation.cases import Case
from model.evaluation.metric_table import Columns, Groups, K, Sheet
from model.query import Query
from model.retrieval.candidates import Request
from model.scoring import Scorer

BLEND = "blend"
HAND_MADE = "hand_made"
POPULAR = "popular"
WAYS = ("repeats", "new_only")
SOME = 750
"""People that are asked for new items, and of each recommender alone, at most: evenly spread,
enough for two digits. The blend and what is popular, which the gate compares, are asked of all."""
HISTORY_SIZES = (0, 1, 5, 20, 50, 100, 200, 500)
"""Least number of items that the people of each part of `by_history` knew."""

Sheets = dict[str, Sheet]


@dataclass(frozen=True)
class Measured:
    """What everybody was shown on the home placement: a sheet a recommender, for each way."""

    cases: Sequence[Case]
    ways: dict[str, Sheets]

    def figures(self, placements: Mapping[str, Sheets], seed: int) -> dict[str, Any]:
        """Return what the manifest keeps, other placements among it; see docs/evaluation.md."""
        names = self.ways["repeats"]
        home = {name: names[name] for name in (BLEND, POPULAR) if name in names}
        return {
            "recommenders": {
                name: {way: self._beside_blend(way, name, seed) for way in WAYS} for name in names
            },
            "placements": {
                placement: {voice: sheet.figures(seed) for voice, sheet in sheets.items()}
                for placement, sheets in {"home": home, **placements}.items()
            },
            "by_history": self._by_history(seed),
        }

    def _beside_blend(self, way: str, name: str, seed: int) -> dict[str, Any]:
        sheet, blend = self.ways[way][name], self.ways[way][BLEND]
        figures = sheet.figures(seed)
        return figures if name == BLEND else {**figures, "blend_leads": blend.over(sheet, seed)}

    def _by_history(self, seed: int) -> list[dict[str, Any]]:
        blend, found = self.ways["repeats"][BLEND], []
        ends = [*HISTORY_SIZES[1:], None]
        for least, end in zip(HISTORY_SIZES, ends, strict=True):
            part = blend.of(
                at
                for at, case in enumerate(self.cases)
                if least <= len(case.seen) and (end is None or len(case.seen) < end)
            )
            if part.people:
                most = None if end is None else end - 1
                found.append({"from": least, "to": most, **part.figures(seed)})
        return found


def evaluate(
    model: Artifact, cases: Sequence[Case], groups: Groups, *, now: int, step: Step
) -> Measured:
    """Ask for everything each person bought in the window, and for what was new to them alone.

    "repeats" asks for everything; "new_only" excludes what the person knew and asks those who
    bought something they did not know. The blend is what the home placement serves; where a ranker
    was learned, `hand_made` is the blend without it. The others are each recommender on its own:
    most of what it says was worked out for the blend already.
    """
    scorer = Scorer(model, None)
    blends = {BLEND: scorer} | ({HAND_MADE: scorer.by_hand()} if scorer.blend.learned else {})
    names = [*scorer.recommenders, *blends]
    of_all = [name for name in names if name in (BLEND, POPULAR)]
    some = _evenly(len(cases), SOME)

    def of(part: Sequence[tuple[int, Case]], tell: Step) -> dict[str, dict[str, Columns]]:
        ways = {way: {name: Sheet(groups) for name in names} for way in WAYS}

        def ask(
            sheets: Sheets, contenders: list[str], at: int, query: Query, relevant: frozenset[str]
        ) -> None:
            request = scorer.request(query)
            for name in contenders:
                if name in blends:
                    sheets[name].add(at, blends[name].answer(request), relevant)
                else:
                    sheets[name].show(at, alone(scorer, name, request), relevant)

        for done, (at, case) in enumerate(part, start=1):
            query = Query("home", K, now, case.history)
            ask(ways["repeats"], names if at in some else of_all, at, query, case.relevant)
            if at in some and case.fresh:
                new = replace(query, exclude=case.seen)
                ask(ways["new_only"], names, at, new, case.fresh)
            tell_some(tell, done, len(part))
        return {way: {name: each.columns for name, each in ways[way].items()} for way in WAYS}

    parts = parallel.in_slices(of, list(enumerate(cases)), step, parallel.cores())
    ways = {
        way: {name: Sheet.joined(groups, [part[way][name] for part in parts]) for name in names}
        for way in WAYS
    }
    return Measured(cases, ways)


def home(model: Artifact, cases: Sequence[Case], groups: Groups, *, now: int, step: Step) -> Sheet:
    """Return what the home placement of another model shows to the same people."""
    scorer = Scorer(model, None)

    def of(part: Sequence[tuple[int, Case]], tell: Step) -> Columns:
        sheet = Sheet(groups)
        for done, (at, case) in enumerate(part, start=1):
            ranked = scorer.recommend(Query("home", K, now, case.history))
            sheet.add(at, ranked, case.relevant)
            tell_some(tell, done, len(part))
        return sheet.columns

    parts = parallel.in_slices(of, list(enumerate(cases)), step, parallel.cores())
    return Sheet.joined(groups, parts)


def alone(scorer: Scorer, name: str, request: Request) -> NDArray[np.int32]:
    """Return the groups that one recommender alone would show, best first, without fallbacks.

    The catalogue is not laid over the past, so that what is a candidate can be shown.
    """
    found = request.candidates(scorer.recommenders[name])
    return found.groups[np.argsort(-found.scores, kind="stable")]


def _evenly(of: int, at_most: int) -> set[int]:
    return set(range(of)) if of <= at_most else {at * of // at_most for at in range(at_most)}
