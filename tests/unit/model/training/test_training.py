import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from model.dataset.lake import NothingToLearn
from model.retrieval.als import Als
from model.scoring import History, Interaction, Query, Scorer
from model.settings import TrainingSettings
from model.training import als
from model.training.train import train
from tests.unit.model.shop import (
    DAY,
    NOW,
    SMALL,
    Line,
    alone,
    checkerboard,
    learn,
    line,
    rewritten,
    write_lake,
)


def counts(lake: Path, out: Path, **settings: Any) -> dict[str, int]:
    found: dict[str, int] = learn(lake, out, settings=replace(SMALL, **settings)).manifest["counts"]
    return found


def test_the_checkerboard_is_learned(tmp_path: Path) -> None:
    """The one item each person left out is what ALS alone puts first among the unknown."""
    settings = replace(SMALL, regularization=0.01, iterations=15)
    model = learn(
        write_lake(tmp_path / "lake", checkerboard()), tmp_path / "out", settings=settings
    )
    scorer = Scorer(model, None)

    for who in range(10):
        theirs = [f"i{what}" for what in range(who % 2, 10, 2) if what != who]
        history = History(tuple(Interaction(item, "purchase", NOW) for item in theirs))
        query = Query("home", 1, NOW, history, exclude=frozenset(theirs))
        assert alone(scorer, "als", query)[0][0] == f"i{who}"


def test_fold_in_is_what_implicit_solves(tmp_path: Path) -> None:
    model = learn(write_lake(tmp_path / "lake", checkerboard()), tmp_path / "out")
    fitted = als.fit(_random_matrix(), SMALL, lambda _: None)
    groups, values = np.array([1, 4, 7], np.int32), np.array([2.0, 1.0, 3.5], np.float32)
    row = csr_matrix((values, groups, [0, 3]), shape=(1, 10))
    served = Als(rewritten(model, tmp_path / "changed", fitted.arrays, als=fitted.about))

    expected = fitted.model.recalculate_user(0, row)
    # float32 in implicit, float64 here
    np.testing.assert_allclose(served.fold_in(groups, values), expected, rtol=1e-3, atol=1e-5)


def _random_matrix() -> csr_matrix:
    rng = np.random.default_rng(3)
    return csr_matrix((rng.random((30, 10)) < 0.3) * rng.uniform(1, 4, (30, 10)), dtype=np.float32)


def test_the_same_lake_gives_the_same_model(tmp_path: Path) -> None:
    lake = write_lake(tmp_path / "lake", checkerboard())
    first, second = (learn(lake, tmp_path / name) for name in ("a", "b"))

    assert first.manifest["arrays"] == second.manifest["arrays"]


def test_the_manifest_says_what_was_learned_and_how_well(tmp_path: Path) -> None:
    """All people come back for the item they left out: ALS has to find it."""
    back = [line(f"customer#{who}", "purchase", f"i{who % 10}", day=1) for who in range(20)]
    lake = write_lake(tmp_path / "lake", checkerboard() + back)
    settings = replace(SMALL, regularization=0.01)
    manifest = learn(lake, tmp_path / "out", settings=settings).manifest

    assert manifest["settings"]["factors"] == 8
    assert manifest["data_until"] == NOW - DAY
    assert manifest["counts"]["people"] == 20
    measured = manifest["metrics"]["recommenders"]
    personal = {"purchase_frequency", "als", "ease", "bought_together"}
    assert {*personal, "popularity", "blend"} == set(measured)
    found = measured["als"]["new_only"]
    assert found["people"] == 20
    assert [found[f"{name}@20"] for name in ("ndcg", "recall", "hit_rate", "mrr")] == [1.0] * 4
    assert measured["purchase_frequency"]["new_only"]["recall@20"] == 0.0


def test_no_person_can_be_found_in_the_artifact(tmp_path: Path) -> None:
    lines = [line("customer#jane-doe", "purchase", "a", "b"), line("visitor#j2", "view", "c")]
    learn(write_lake(tmp_path / "lake", lines), tmp_path / "out")

    for path in (tmp_path / "out").iterdir():
        assert b"jane-doe" not in path.read_bytes()
        assert b"customer#" not in path.read_bytes()


def test_a_message_counts_once(tmp_path: Path) -> None:
    once = line("customer#1", "view", "a")
    later = {**once, "received_at": NOW + 1}

    assert counts(write_lake(tmp_path, [once, later, once]), tmp_path / "out")["events"] == 1


def test_the_same_message_id_of_two_people_counts_twice(tmp_path: Path) -> None:
    lines = [line(f"customer#{who}", "view", "a", message_id="m") for who in (1, 2)]

    assert counts(write_lake(tmp_path, lines), tmp_path / "out")["events"] == 2


def test_the_verified_report_of_an_order_wins(tmp_path: Path) -> None:
    claimed = line("customer#1", "purchase", "claimed", day=1, order_id="o", verified=False)
    verified = line("customer#1", "purchase", "true", order_id="o")
    model = learn(write_lake(tmp_path / "lake", [claimed, verified]), tmp_path / "out")

    ranked = Scorer(model, None).recommend(Query("home", 9, NOW))
    assert [each.item_id for each in ranked] == ["true"]


@pytest.mark.parametrize("change", [{"learn": False}, {"kind": None}, {"kind": "page"}])
def test_what_may_not_be_learned_from(tmp_path: Path, change: Line) -> None:
    lines = [line("customer#1", "view", "a"), line("customer#1", "view", "b") | change]

    found = counts(write_lake(tmp_path, lines), tmp_path / "out")
    assert (found["lines"], found["events"], found["items"]) == (2, 1, 1)


def test_an_event_far_in_the_future_does_not_move_time(tmp_path: Path) -> None:
    lines = [line("customer#1", "view", "a"), line("customer#1", "view", "b", day=-400)]
    manifest = learn(write_lake(tmp_path / "lake", lines), tmp_path / "out").manifest

    assert manifest["data_until"] == NOW


def _spoil_gzip(path: Path) -> None:
    whole = gzip.compress(b"".join(json.dumps(each).encode() + b"\n" for each in checkerboard()))
    path.with_name("bad.jsonl.gz").write_bytes(whole[: len(whole) // 2])


def _not_gzip(path: Path) -> None:
    path.with_name("bad.jsonl.gz").write_bytes(b"plain")


@pytest.mark.parametrize("spoil", [_spoil_gzip, _not_gzip])
def test_a_damaged_file_is_named_and_skipped(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    lake = write_lake(tmp_path / "lake", [line("customer#1", "view", "a")])
    spoil(next(lake.rglob("a.jsonl")))
    manifest = learn(lake, tmp_path / "out").manifest

    assert manifest["counts"] | {"files": 2, "skipped_files": 1, "events": 1} == manifest["counts"]
    assert manifest["skipped_files"][0]["file"] == "events/dt=2024-10-04/hh=00/bad.jsonl.gz"
    assert str(tmp_path) not in json.dumps(manifest["skipped_files"])


def test_bad_lines_are_counted_and_the_good_ones_learned(tmp_path: Path) -> None:
    lake = write_lake(tmp_path / "lake", [line("customer#1", "view", "a")])
    good = json.dumps(line("customer#2", "view", "b"))
    odd = ['{"at": NaN', "\x00\x01", '{"at": 1e999}', '{"message_id": "m", "at": {}, "items": 3}']
    path = next(lake.rglob("a.jsonl"))
    path.write_text(path.read_text() + "\n".join([*odd, good, good[:-9]]), "utf-8")

    found = learn(lake, tmp_path / "out").manifest["counts"]
    assert (found["events"], found["lines"]) == (2, 7)
    assert found["bad_lines"] == 4


def test_items_with_odd_ids_are_left_out(tmp_path: Path) -> None:
    lines = [line("customer#1", "purchase", "", "x" * 257, "帽" * 85, "ok")]

    assert counts(write_lake(tmp_path, lines), tmp_path / "out")["items"] == 2


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (None, "record events first"),
        ([], "none of the 0 lines in 1 files"),
        ([line("customer#1", "view", "a", learn=False)], "none of the 1 lines"),
        ([line("customer#1", "view")], "no item"),
        ([line("customer#1", "cart", "a"), line("customer#1", "return", "a")], "taken back"),
    ],
)
def test_nothing_to_learn(tmp_path: Path, lines: list[Line] | None, message: str) -> None:
    if lines is not None:
        write_lake(tmp_path, lines)
    with pytest.raises(NothingToLearn, match=message):
        learn(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize(
    "lines",
    [
        [line("customer#1", "purchase", "only")],
        [line("customer#1", "purchase", f"i{at}") for at in range(5)],
        [line(f"customer#{at}", "purchase", "only", day=at) for at in range(5)],
        [line("visitor#1", "view", "seen", day=at) for at in range(5)],
        [line("visitor#1", "click", "未知" * 42, day=at, channel=None) for at in range(2)],
    ],
    ids=["one of each", "one person", "one item", "only views", "no channel"],
)
def test_a_tiny_lake_still_makes_a_model_that_answers(tmp_path: Path, lines: list[Line]) -> None:
    model = learn(write_lake(tmp_path / "lake", lines), tmp_path / "out")

    assert np.isfinite(model["als/item_factors"]).all()
    assert Scorer(model, None).recommend(Query("home", 1, NOW))


def test_progress_names_each_step_and_ends(tmp_path: Path) -> None:
    reported: list[tuple[str, float]] = []
    train(
        write_lake(tmp_path / "lake", checkerboard()),
        tmp_path / "out",
        settings=TrainingSettings(factors=4),
        snapshot=None,
        version="v1",
        now=NOW,
        progress=lambda step, done: reported.append((step, done)),
    )

    steps = list(dict.fromkeys(step for step, _ in reported))
    assert steps == ["read the lake", "fit held-out", "evaluate", "fit"]
    for step in steps:
        fractions = [done for name, done in reported if name == step]
        assert fractions == sorted(fractions)
        assert fractions[-1] == 1.0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"factor": 3}, "unknown training setting: factor"),
        ({"factors": 0}, "factors must be at least 1"),
        ({"alpha": float("nan")}, "alpha must be above 0"),
        ({"weights": {"view": 1}}, "weights must have exactly"),
    ],
)
def test_settings_that_make_no_sense_are_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TrainingSettings.from_mapping(values)
