"""What one window before the held-out time teaches each family of placements."""

import duckdb

from model.arrays.artifact import Artifact
from model.dataset import parallel
from model.dataset.parallel import Step
from model.dataset.vocabulary import Vocabulary
from model.durations import MINUTE_MS
from model.evaluation.cases import Case
from model.evaluation.context_queries import Occasion, occasions
from model.evaluation.metric_table import K
from model.evaluation.split import Split
from model.ranking.placement_family import PERSONAL
from model.settings import TrainingSettings
from model.training.ranking.collect import collect, collect_beside
from model.training.ranking.ranker_dataset import Rows, joined

OCCASIONS = 600
"""Questions that each placement beside home learns from, over all windows: twice as many bring
.002 to .004 NDCG more on groceries, half as many .006 less."""
HOME = 0.8
"""Of the time of gathering."""


class Gathering:
    """Asks the people of a window by the code that serves."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, words: Vocabulary, settings: TrainingSettings
    ) -> None:
        self._connection, self._words, self._settings = connection, words, settings

    def rows(
        self, model: Artifact, split: Split, people: list[Case], step: Step, *, occasions_each: int
    ) -> dict[str, Rows]:
        """Return the rows of each family, by its name; `model` knows nothing of later than `cut`.

        The work in forked processes uses no DuckDB: what is asked is read before.
        """
        names = {group: code for code, group in enumerate(self._words.groups)}
        asked = self._asked(split, people, occasions_each)
        home = parallel.in_slices(
            lambda some, tell: collect(model, some, names, now=split.cut, step=tell),
            people,
            lambda done: step(HOME * done),
            parallel.cores(),
        )
        found = {PERSONAL.name: joined(home)}
        if not asked:
            return found
        beside = parallel.in_slices(
            lambda some, tell: collect_beside(model, some, names, step=tell),
            asked,
            lambda done: step(HOME + (1 - HOME) * done),
            parallel.cores(),
        )
        return found | by_family(beside)

    def _asked(self, split: Split, people: list[Case], at_most: int) -> list[Occasion]:
        words, gap_ms = self._words, int(self._settings.session_gap_minutes * MINUTE_MS)
        groups = (words.groups[at] for at in words.item_group.tolist())
        of_item = dict(zip(words.items, groups, strict=True))
        about = self._connection, words, split, people, of_item
        return occasions(*about, n=K, gap_ms=gap_ms, at_most=at_most)


def by_family(parts: list[dict[str, Rows]]) -> dict[str, Rows]:
    """Return the rows of several windows, or slices of one, family by family."""
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: joined([part[name] for part in parts if name in part]) for name in names}
