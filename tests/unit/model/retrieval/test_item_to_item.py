from pathlib import Path

from model.query import History, Purchased, Query
from model.scoring import Scorer
from tests.unit.model.shop import DAY, NOW, alone, learn, line, write_lake

TODAY = NOW // DAY


def test_what_goes_with_a_past_is_weighed_by_it(tmp_path: Path) -> None:
    """Tea goes with milk and nails with a hammer: what was bought often and lately speaks."""
    pairs = [("milk", "tea"), ("hammer", "nails")]
    lines = [line(f"customer#{n}", "purchase", *pair) for n, pair in enumerate(pairs)]
    scorer = Scorer(learn(write_lake(tmp_path / "lake", lines), tmp_path / "out"), None)

    for often, seldom, first in (("milk", "hammer", "tea"), ("hammer", "milk", "nails")):
        bought = (Purchased(often, 4, TODAY), Purchased(seldom, 1, TODAY))
        query = Query("home", 2, NOW, History(purchased=bought))
        found = alone(scorer, "bought_together", query)
        assert found[0][0] == first
        assert found[1][1] == 0.5  # the root of a quarter of the orders
