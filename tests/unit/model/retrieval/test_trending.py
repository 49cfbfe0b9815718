"""A shop where four things sell steadily, and one suddenly."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.arrays.artifact import Artifact, nest, write_artifact
from model.arrays.id_table import IdTable
from model.dataset.interactions import Interactions
from model.durations import DAY_MS
from model.kinds import KINDS
from model.retrieval.trending import Trending
from model.scoring import Query, Scorer
from model.training.trending import fit, significance
from tests.unit.model.shop import NOW, SMALL, Line, learn, line, write_lake

HOME = Query("home", 10, NOW)


def sold(item: str, people: int, days: range, channel: str = "web") -> list[Line]:
    """So many people a day look at an item; each day it is others."""
    return [
        line(f"visitor#{item}-{channel}-{day}-{who}", "view", item, day=day + 0.5, channel=channel)
        for day in days
        for who in range(people)
    ]


STEADY = [each for at in range(20) for each in sold(f"s{at}", 4, range(40))]
SUDDEN = sold("hit", 6, range(3)) + sold("hit", 1, range(3, 40, 8))


def charts(tmp_path: Path, lines: list[Line]) -> Artifact:
    return learn(write_lake(tmp_path / "lake", lines), tmp_path / "out")


def names(model: Artifact, channel: str | None = None) -> list[str]:
    scorer, trending = Scorer(model, None), Trending.from_model(model)
    assert trending is not None
    groups = trending.chart(scorer.groups.available, channel)
    return [scorer.groups.pick(group, None, []) or "" for group in groups.tolist()]


def test_how_unusual_a_rate_is() -> None:
    """The first row sells as ever, so its growth is 1; the other three times as much in all.

    (10 − 2) ÷ (0 + 0.5) = 16. Spread by √(8 − 4) = 2: (10 − 2) ÷ 2.5 = 3.2. Rarer than 0.5 a day
    counts as 0.5: (2 − 0.5) ÷ 0.5 = 3. Three times as much where all is: (6 ÷ 3 − 2) ÷ 0.5 = 0.
    """
    row = np.array([0, 0, 0, 0, 1])
    late = np.array([10.0, 10.0, 2.0, 0.0, 6.0])
    usual = np.array([2.0, 2.0, 0.0, 18.0, 2.0])
    squares = np.array([4.0, 8.0, 0.0, 324.0, 4.0])
    assert significance(row, late, usual, squares).tolist() == pytest.approx(
        [16.0, 3.2, 3.0, -36.0, 0.0]
    )


def test_what_sells_suddenly_trends_and_what_sells_most_does_not(tmp_path: Path) -> None:
    assert names(charts(tmp_path, STEADY + SUDDEN)) == ["hit"]


def test_if_all_sells_more_nothing_trends(tmp_path: Path) -> None:
    holiday = [each for at in range(20) for each in sold(f"s{at}", 12, range(3), "mail")]
    assert names(charts(tmp_path, STEADY + holiday)) == []


def test_a_channel_has_its_own_and_else_that_of_all_channels(tmp_path: Path) -> None:
    quiet = sold("quiet", 6, range(3), "app") + sold("old", 6, range(40), "app")
    model = charts(tmp_path, STEADY + SUDDEN + quiet)
    assert names(model, "app") == ["quiet"]
    assert names(model, "web") == ["hit"]
    assert set(names(model)) == set(names(model, "no such channel")) == {"hit", "quiet"}


def test_a_trend_stands_after_the_first_few(tmp_path: Path) -> None:
    scorer = Scorer(charts(tmp_path, STEADY + SUDDEN), None)
    ranked = scorer.recommend(HOME)
    assert (ranked[4].item_id, ranked[4].reason) == ("hit", "trending")
    assert [each.reason for each in ranked].count("popular") == 9
    assert "trending" not in {each.reason for each in scorer.recommend(replace(HOME, n=4))}


def views(*demand: tuple[int, int, range]) -> Interactions:
    """(group, people a day, days ago): each day it is others."""
    rows = [(group, day) for group, people, days in demand for day in days for _ in range(people)]
    group, day = np.array(rows).T
    kind, web = np.full_like(group, KINDS.index("view")), np.zeros_like(group)
    at = NOW - day * DAY_MS - DAY_MS // 2
    return Interactions(np.arange(len(rows)), group, kind, web, web - 1, at)


@pytest.mark.parametrize("setting", [{"trend_days": 20}, {"trend_half_life_days": 1.0}])
def test_a_setting_has_an_effect(setting: dict[str, Any]) -> None:
    """A rise of ten days that ended three days ago, and one of today."""
    steady = [(group, 4, range(40)) for group in range(20)]
    risen = [(20, 11, range(3)), (20, 5, range(3, 13)), (20, 2, range(13, 40, 8))]
    done = views(*steady, *risen, (21, 3, range(3)))
    one, other = (
        fit(done, replace(SMALL, **how), NOW, groups=22, channels=1, locations=0)["trending/scores"]
        for how in ({}, setting)
    )
    assert len(one)
    assert not np.array_equal(one, other)


def test_no_past_to_compare_with(tmp_path: Path) -> None:
    assert names(charts(tmp_path, sold("hit", 9, range(2)))) == []


def test_a_model_without_locations_has_trends(tmp_path: Path) -> None:
    charts = {"offsets": np.array([0, 1, 3]), "groups": np.array([3, 4, 3], np.int32)}
    arrays = nest("channels", IdTable.build(["web"])) | nest("trending", charts)
    arrays |= nest("locations", IdTable.build([]))
    write_artifact(tmp_path, kind="model", version="1", arrays=arrays, manifest={})
    trending = Trending.from_model(Artifact.open(tmp_path, kind="model"))
    allowed = np.ones(5, np.bool_)

    assert trending is not None
    assert trending.chart(allowed, "web", "store-1").tolist() == [4, 3]
    assert trending.chart(allowed, None, "store-1").tolist() == [3]
