"""The sources of a product page."""

import numpy as np
import pytest

from model.arrays.artifact import Artifact
from model.scoring import Query, Scorer
from tests.unit.model.shop import NOW


@pytest.mark.parametrize("n", [1, 9])
def test_similar_items_are_retrieved_where_related_ones_do_not_fill_the_list(
    model: Artifact, n: int
) -> None:
    scorer = Scorer(model, None)
    context = scorer.context(Query("product", n, NOW, item_id="i0"))
    merged = scorer.sources.for_ranker(context)

    assert 1 <= np.count_nonzero(merged.source_scores(("bought_together",))) < 9
    assert merged.source_scores(("als_similar",)).any() == (n == 9)
