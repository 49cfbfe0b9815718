"""Builds the datasets that one window teaches each family of placements with."""

import duckdb

from model.arrays.artifact import Artifact
from model.dataset import parallel
from model.dataset.parallel import Step
from model.dataset.vocabulary import Vocabulary
from model.durations import MINUTE_MS
from model.evaluation.cases import Case
from model.evaluation.context_queries import ContextQuery, read_context_queries
from model.evaluation.metric_table import K
from model.evaluation.split import Split
from model.ranking.placement_family import PERSON
from model.settings import TrainingSettings
from model.training.ranking.collect import collect_context, collect_home
from model.training.ranking.ranker_dataset import RankerDataset, join_datasets

CONTEXT_QUERIES = 600
"""Queries that each placement but home learns from, over all windows: twice as many add .002 to
.004 NDCG on groceries, half as many lose .006."""
HOME = 0.8
"""The share of the time."""


class RankerDatasetBuilder:
    """Asks the people of a window by the code that serves."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        vocabulary: Vocabulary,
        settings: TrainingSettings,
    ) -> None:
        self._connection, self._vocabulary = connection, vocabulary
        self._settings = settings

    def build(
        self, model: Artifact, split: Split, people: list[Case], step: Step, *, queries_each: int
    ) -> dict[str, RankerDataset]:
        """Return the dataset of each family, by its name.

        `model` knows nothing of the time after the cut. The forked processes use no DuckDB, so all
        queries are read before.
        """
        codes = {group: code for code, group in enumerate(self._vocabulary.groups)}
        queries = self._context_queries(split, people, queries_each)
        home = parallel.in_slices(
            lambda some, progress: collect_home(model, some, codes, now=split.cut, step=progress),
            people,
            lambda done: step(HOME * done),
            parallel.cores(),
        )
        found = {PERSON.name: join_datasets(home)}
        if not queries:
            return found
        context = parallel.in_slices(
            lambda some, progress: collect_context(model, some, codes, step=progress),
            queries,
            lambda done: step(HOME + (1 - HOME) * done),
            parallel.cores(),
        )
        return found | join_by_family(context)

    def _context_queries(
        self, split: Split, people: list[Case], at_most: int
    ) -> list[ContextQuery]:
        names, gap_ms = self._vocabulary, int(self._settings.session_gap_minutes * MINUTE_MS)
        groups = (names.groups[at] for at in names.item_group.tolist())
        group_of = dict(zip(names.items, groups, strict=True))
        about = self._connection, names, split, people, group_of
        return read_context_queries(*about, n=K, gap_ms=gap_ms, at_most=at_most)


def join_by_family(parts: list[dict[str, RankerDataset]]) -> dict[str, RankerDataset]:
    """Return the datasets of several windows, or slices of one, joined by family."""
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: join_datasets([part[name] for part in parts if name in part]) for name in names}
