"""One model's trial on a held-out time: everything that the manifest says of its quality."""

import logging
from typing import Any

import duckdb

from model.arrays.artifact import Artifact
from model.dataset.parallel import Step
from model.dataset.vocabulary import Vocabulary
from model.durations import MINUTE_MS
from model.evaluation.active_people import how_many, met
from model.evaluation.bootstrap import LEVEL, RESAMPLES
from model.evaluation.cases import Case
from model.evaluation.context_queries import Occasion, occasions
from model.evaluation.gate import ENOUGH, Evidence, Incumbent, Lead
from model.evaluation.home_evaluation import BLEND, POPULAR, Measured, evaluate, home
from model.evaluation.metric_table import Groups, K, Sheet
from model.evaluation.placement_evaluation import in_placements
from model.evaluation.split import Split
from model.settings import TrainingSettings

logger = logging.getLogger(__name__)

EVALUATING = 0.7
"""Of the time of a trial, where an incumbent is asked too."""
HOME = 0.8
"""Of the time of evaluating."""


def window(
    connection: duckdb.DuckDBPyConnection, ordinary: Split | None, incumbent: Incumbent
) -> tuple[Split | None, Incumbent]:
    """Hold out what the incumbent has not seen, if that asks enough people; else the ordinary time.

    In the ordinary window the incumbent can be compared only if its data ends before that.
    """
    until = incumbent.data_until
    if ordinary is None or until is None:
        return ordinary, incumbent
    unseen = Split(max(ordinary.cut, until), ordinary.until)
    people = how_many(connection, unseen)
    if people >= ENOUGH:
        return unseen, incumbent
    why = f"since its data ends, {people} people can be asked, and {ENOUGH} are needed"
    return ordinary, Incumbent(None, why, incumbent.version)


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
        met_by, people = met(connection, split, len(words.groups), seed=settings.seed)
        self._groups = Groups.of(of_item, words.groups, met_by, people)

    def of(
        self, model: Artifact, incumbent: Incumbent, step: Step
    ) -> tuple[dict[str, Any], Evidence]:
        """Return the metrics of a model (see docs/evaluation.md), and what the gate asks for."""
        seed = self._settings.seed
        share = EVALUATING if incumbent.model else 1.0
        measured = self._measured(model, lambda done: step(HOME * share * done))
        beside = share - HOME * share
        elsewhere = in_placements(
            model, self._occasions(), self._groups, lambda done: step(HOME * share + beside * done)
        )
        homes = measured.ways["repeats"]
        over, why = self._over(
            homes[BLEND], incumbent, lambda done: step(share + done - share * done)
        )
        figures = {
            "k": K,
            "people": len(self._cases),
            "interval": {"level": LEVEL, "resamples": RESAMPLES},
            **measured.figures(elsewhere, seed),
        }
        popular = homes[BLEND].over(homes[POPULAR], seed)
        return figures, Evidence(len(self._cases), popular, over, incumbent.version, why)

    def _measured(self, model: Artifact, step: Step) -> Measured:
        return evaluate(model, self._cases, self._groups, now=self._split.cut, step=step)

    def _over(
        self, blend: Sheet, incumbent: Incumbent, step: Step
    ) -> tuple[Lead | None, str | None]:
        """Return the lead over the incumbent, or why there is none.

        Whatever breaks inside an old model is its own fault: it must not keep a new one out.
        """
        if incumbent.model is None:
            return None, incumbent.why
        try:
            theirs = home(
                incumbent.model, self._cases, self._groups, now=self._split.cut, step=step
            )
        except Exception as fault:
            logger.exception("model %s cannot be asked", incumbent.version)
            return None, f"{incumbent.version} cannot be asked: {type(fault).__name__}: {fault}"
        return blend.over(theirs, self._settings.seed), None

    def _occasions(self) -> list[Occasion]:
        gap_ms = int(self._settings.session_gap_minutes * MINUTE_MS)
        asked = self._cases, self._groups.of_item
        return occasions(self._connection, self._words, self._split, *asked, n=K, gap_ms=gap_ms)
