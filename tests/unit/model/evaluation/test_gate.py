"""The gate's decision, on evidence made up for it."""

from typing import Any

import pytest

from model.evaluation.gate import Evidence, served_by_popularity, verdict


def lead(difference: float, low: float, high: float, people: int = 1000) -> dict[str, Any]:
    return {"people": people, "difference": difference, "interval": [low, high]}


BETTER = lead(0.5, 0.4, 0.6)


def evidence(people: int = 1000, **more: Any) -> Evidence:
    return Evidence(people, **{"over_popularity": BETTER, "incumbent": "old", **more})


@pytest.mark.parametrize(
    ("seen", "passed"),
    [
        (evidence(over_incumbent=lead(0.05, 0.01, 0.09)), True),
        (evidence(over_incumbent=lead(0.0, 0.0, 0.0)), True),
        (evidence(over_incumbent=lead(-0.01, -0.019, 0.0)), True),
        (evidence(over_incumbent=lead(0.01, -0.02, 0.04)), False),
        (evidence(over_incumbent=lead(-0.3, -0.35, -0.25)), False),
        (evidence(over_popularity=lead(-0.6, -0.7, -0.5)), True),  # then popularity serves
        (Evidence(), True),
    ],
)
def test_who_may_pass(seen: Evidence, passed: bool) -> None:
    found = verdict(seen, [])
    assert found["passed"] is passed
    assert bool(found["reasons"]) is not passed


@pytest.mark.parametrize(
    ("found", "by_popularity"),
    [
        (lead(0.001, -0.1, 0.1), False),
        (lead(-0.001, -0.1, 0.1), True),
        # of a hundred people it must be beyond doubt, of ten nothing is
        (lead(-0.1, -0.3, 0.1, people=100), False),
        (lead(-0.2, -0.3, -0.1, people=100), True),
        (lead(-0.9, -1.0, -0.8, people=10), False),
        ({"people": 0}, False),
    ],
)
def test_popularity_serves_where_it_is_better(found: dict[str, Any], by_popularity: bool) -> None:
    leads = {"person": found, "cart": BETTER}
    assert served_by_popularity(leads) == (("person",) if by_popularity else ())


def test_a_refusal_names_who_was_better_and_by_how_much() -> None:
    (reason,) = verdict(evidence(over_incumbent=lead(-0.3, -0.35, -0.25)), [])["reasons"]
    assert "old" in reason
    assert "-30.0% (-35.0% to -25.0%) for 1000 people" in reason


def test_a_fault_is_refused_however_good_the_figures() -> None:
    found = verdict(evidence(over_incumbent=BETTER), ["its scores are out of order"])
    assert (found["passed"], found["reasons"]) == (False, ["its scores are out of order"])
