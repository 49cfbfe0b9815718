"""Measure a model on a held-out time: all figures of its quality in the manifest."""

import logging
from typing import Any

import duckdb

from model.arrays.artifact import Artifact
from model.dataset.parallel import Step
from model.dataset.vocabulary import Vocabulary
from model.durations import MINUTE_MS
from model.evaluation.active_people import count_active, people_per_group
from model.evaluation.bootstrap import LEVEL, RESAMPLES
from model.evaluation.cases import Case
from model.evaluation.context_queries import ContextQuery, read_context_queries
from model.evaluation.gate import ENOUGH, Evidence, Incumbent, Lead, served_by_popularity
from model.evaluation.home_evaluation import (
    BLEND,
    POPULARITY,
    HomeFigures,
    evaluate_home,
    home_lists,
)
from model.evaluation.metric_table import GroupTable, K, MetricTable
from model.evaluation.placement_evaluation import evaluate_placements
from model.evaluation.split import Split
from model.ranking.placement_family import PERSON, find_family
from model.settings import TrainingSettings

logger = logging.getLogger(__name__)

EVALUATING = 0.7
"""The share of the time, where an incumbent is asked too."""
HOME = 0.8
"""The share of the time of evaluation."""


def choose_window(
    connection: duckdb.DuckDBPyConnection, ordinary: Split | None, incumbent: Incumbent
) -> tuple[Split | None, Incumbent]:
    """Return a window that the incumbent has not seen, if enough people are in it.

    Else the ordinary one, without the incumbent, which has seen part of it.
    """
    until = incumbent.data_until
    if ordinary is None or until is None:
        return ordinary, incumbent
    unseen = Split(max(ordinary.cut, until), ordinary.until)
    people = count_active(connection, unseen)
    if people >= ENOUGH:
        return unseen, incumbent
    why = f"since its data ends, {people} people can be asked, and {ENOUGH} are needed"
    return ordinary, Incumbent(None, why, incumbent.version)


class HoldoutEvaluation:
    """Asks models that know nothing of the time after the cut about the people of one split."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        vocabulary: Vocabulary,
        settings: TrainingSettings,
        split: Split,
        cases: list[Case],
    ) -> None:
        self._connection, self._vocabulary, self._settings = connection, vocabulary, settings
        self._split, self._cases = split, cases
        groups = [vocabulary.groups[group] for group in vocabulary.item_group.tolist()]
        group_of = dict(zip(vocabulary.items, groups, strict=True))
        met_by, people = people_per_group(
            connection, split, len(vocabulary.groups), seed=settings.seed
        )
        self._groups = GroupTable.from_counts(group_of, vocabulary.groups, met_by, people)

    def evaluate(
        self, model: Artifact, incumbent: Incumbent, step: Step
    ) -> tuple[dict[str, Any], Evidence]:
        """Return the metrics of a model (see docs/evaluation.md), and the evidence for the gate."""
        seed = self._settings.seed
        share = EVALUATING if incumbent.model else 1.0
        home = self._home(model, lambda done: step(HOME * share * done))
        rest = share - HOME * share
        placements = evaluate_placements(
            model,
            self._context_queries(),
            self._groups,
            lambda done: step(HOME * share + rest * done),
        )
        homes = home.ways["repeats"]
        leads = {PERSON.name: homes[BLEND].lead_over(homes[POPULARITY], seed)} | {
            find_family(name).name: tables[BLEND].lead_over(tables[POPULARITY], seed)
            for name, tables in placements.items()
        }
        by_popularity = served_by_popularity(leads)
        serving = homes[POPULARITY if PERSON.name in by_popularity else BLEND]
        lead, why = self._lead_over(
            serving, incumbent, lambda done: step(share + done - share * done)
        )
        figures = {
            "k": K,
            "people": len(self._cases),
            "interval": {"level": LEVEL, "resamples": RESAMPLES},
            **home.figures(placements, seed),
        }
        evidence = Evidence(
            people=len(self._cases),
            over_popularity=leads[PERSON.name],
            over_incumbent=lead,
            by_popularity=by_popularity,
            incumbent=incumbent.version,
            not_compared=why,
        )
        return figures, evidence

    def _home(self, model: Artifact, step: Step) -> HomeFigures:
        return evaluate_home(model, self._cases, self._groups, now=self._split.cut, step=step)

    def _lead_over(
        self, serving: MetricTable, incumbent: Incumbent, step: Step
    ) -> tuple[Lead | None, str | None]:
        """Return the lead over the incumbent, or the reason why there is none.

        An old model that cannot be asked must not stop a new one.
        """
        if incumbent.model is None:
            return None, incumbent.why
        try:
            theirs = home_lists(
                incumbent.model, self._cases, self._groups, now=self._split.cut, step=step
            )
        except Exception as fault:
            logger.exception("model %s cannot be asked", incumbent.version)
            return None, f"{incumbent.version} cannot be asked: {type(fault).__name__}: {fault}"
        return serving.lead_over(theirs, self._settings.seed), None

    def _context_queries(self) -> list[ContextQuery]:
        gap_ms = int(self._settings.session_gap_minutes * MINUTE_MS)
        asked = self._cases, self._groups.group_of
        return read_context_queries(
            self._connection, self._vocabulary, self._split, *asked, n=K, gap_ms=gap_ms
        )
