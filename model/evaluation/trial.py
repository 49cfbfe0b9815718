"""One model's trial on a held-out time: everything that the manifest says of its quality."""

from typing import Any

import duckdb

from model.artifact import Artifact
from model.evaluation import people as asking
from model.evaluation.bootstrap import LEVEL, RESAMPLES
from model.evaluation.evaluate import Step, evaluate, in_placements
from model.evaluation.occasions import Occasion, occasions
from model.evaluation.people import Case
from model.evaluation.sheet import Groups, K
from model.evaluation.split import Split
from model.settings import TrainingSettings
from model.training.vocabulary import Vocabulary

MINUTE_MS = 60_000


class Trial:
    """The people of one split, asked of models that know nothing of the time after its cut."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        words: Vocabulary,
        settings: TrainingSettings,
        split: Split,
        cases: list[Case],
    ) -> None:
        self._connection, self._words, self._settings = connection, words, settings
        self._split, self._cases = split, cases
        groups = [words.groups[group] for group in words.item_group.tolist()]
        of_item = dict(zip(words.items, groups, strict=True))
        met, people = asking.met(connection, split, len(words.groups))
        self._groups = Groups.of(of_item, words.groups, met, people)

    def figures(self, model: Artifact, step: Step) -> dict[str, Any]:
        """Return the metrics of a model; see docs/evaluation.md."""
        measured = evaluate(model, self._cases, self._groups, now=self._split.cut, step=step)
        placements = in_placements(model, self._occasions(), self._groups)
        return {
            "k": K,
            "people": len(self._cases),
            "interval": {"level": LEVEL, "resamples": RESAMPLES},
            **measured.figures(placements, self._settings.seed),
        }

    def _occasions(self) -> list[Occasion]:
        gap_ms = int(self._settings.session_gap_minutes * MINUTE_MS)
        asked = self._cases, self._groups.of_item
        return occasions(self._connection, self._words, self._split, *asked, n=K, gap_ms=gap_ms)
