"""Held-out quality of the placements that know more than the person."""

from collections.abc import Sequence

from model.arrays.artifact import Artifact
from model.dataset import parallel
from model.dataset.parallel import Step, report_progress
from model.evaluation.context_queries import ContextQuery
from model.evaluation.home_evaluation import BLEND, POPULARITY, MetricTables
from model.evaluation.metric_table import Columns, GroupTable, MetricTable
from model.scoring import Scorer


def evaluate_placements(
    model: Artifact, asked: Sequence[ContextQuery], groups: GroupTable, step: Step
) -> dict[str, MetricTables]:
    """Return for each placement asked the lists that it serves, and those of popularity."""
    scorer = Scorer(model, None)
    placements = list(dict.fromkeys(each.query.placement for each in asked))

    def ask_all(
        part: Sequence[tuple[int, ContextQuery]], step: Step
    ) -> dict[str, dict[str, Columns]]:
        found = {
            name: {BLEND: MetricTable(groups), POPULARITY: MetricTable(groups)}
            for name in placements
        }
        for done, (at, each) in enumerate(part, start=1):
            context, tables = scorer.context(each.query), found[each.query.placement]
            tables[BLEND].add(at, scorer.recommend_in(context), each.relevant)
            popular = scorer.one_source(POPULARITY, context)
            tables[POPULARITY].add_groups(at, popular, each.relevant)
            report_progress(step, done, len(part))
        return {
            name: {contender: tables[contender].columns for contender in tables}
            for name, tables in found.items()
        }

    parts = parallel.in_slices(ask_all, list(enumerate(asked)), step, parallel.cores())
    return {
        name: {
            contender: MetricTable.joined(groups, [part[name][contender] for part in parts])
            for contender in (BLEND, POPULARITY)
        }
        for name in placements
    }
