"""Held-out quality of the placements that know more than the person."""

from collections.abc import Sequence

from model.arrays.artifact import Artifact
from model.dataset import parallel
from model.dataset.parallel import Step, tell_some
from model.evaluation.context_queries import Occasion
from model.evaluation.home_evaluation import BLEND, POPULAR, Sheets, alone
from model.evaluation.metric_table import Columns, Groups, Sheet
from model.scoring import Scorer


def in_placements(
    model: Artifact, asked: Sequence[Occasion], groups: Groups, step: Step
) -> dict[str, Sheets]:
    """Return, for each placement asked, what it serves and what is popular."""
    scorer = Scorer(model, None)
    placements = list(dict.fromkeys(each.query.placement for each in asked))

    def of(part: Sequence[tuple[int, Occasion]], tell: Step) -> dict[str, dict[str, Columns]]:
        found = {name: {BLEND: Sheet(groups), POPULAR: Sheet(groups)} for name in placements}
        for done, (at, each) in enumerate(part, start=1):
            request, sheets = scorer.request(each.query), found[each.query.placement]
            sheets[BLEND].add(at, scorer.answer(request), each.relevant)
            sheets[POPULAR].show(at, alone(scorer, POPULAR, request), each.relevant)
            tell_some(tell, done, len(part))
        return {
            name: {voice: sheets[voice].columns for voice in sheets}
            for name, sheets in found.items()
        }

    parts = parallel.in_slices(of, list(enumerate(asked)), step, parallel.cores())
    return {
        name: {
            voice: Sheet.joined(groups, [part[name][voice] for part in parts])
            for voice in (BLEND, POPULAR)
        }
        for name in placements
    }
