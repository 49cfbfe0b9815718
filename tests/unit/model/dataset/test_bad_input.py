"""Whatever a lake or a catalogue holds: training ends with a model, or with a clear reason."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from model.arrays.artifact import Artifact
from model.arrays.id_table import IdTable
from model.catalogue.snapshot import CatalogueRow, Snapshot
from model.catalogue.snapshot_writer import build
from model.catalogue.stock import StockRow
from model.dataset import vocabulary
from model.dataset.lake import NothingToLearn
from model.dataset.vocabulary import CHANNELS
from model.query import Query
from model.scoring import Scorer
from model.settings import TrainingSettings
from tests.unit.model.shop import NOW, SMALL, Line, catalog, checkerboard, learn, line, write_lake

RANKER = replace(SMALL, ranker_fewest=2)
LONGEST = "帽" * 85 + "x"
ODD = [LONGEST, "𝄞 العربية", "a\tb\n\"'\\", "0", "null", "é" * 128]


def shown(model: Artifact, snapshot: Snapshot | None = None) -> list[str]:
    return [each.item_id for each in Scorer(model, snapshot).recommend(Query("home", 9, NOW))]


def test_all_events_in_one_instant(tmp_path: Path) -> None:
    lines = [{**each, "at": NOW} for each in checkerboard()]
    model = learn(write_lake(tmp_path / "lake", lines), tmp_path / "out", settings=RANKER)
    assert "no time to hold out" in model.manifest["metrics"]["skipped"]
    assert shown(model)


def test_ids_of_any_script_and_of_256_bytes(tmp_path: Path) -> None:
    assert len(LONGEST.encode()) == 256
    lines = [line(f"visitor#{odd}", "purchase", *ODD, day=day) for day, odd in enumerate(ODD)]
    for each in lines:
        each["channel"] = LONGEST
        for item in each["items"]:
            item |= {"group_id": item["item_id"], "category": item["item_id"]}
    model = learn(write_lake(tmp_path / "lake", lines), tmp_path / "out", settings=RANKER)
    assert set(shown(model)) == set(ODD)


@pytest.mark.parametrize("available", [False, True])
def test_a_catalogue_with_no_stock_shows_nothing_and_fails_nothing(
    tmp_path: Path, available: bool
) -> None:
    names = [f"i{at}" for at in range(10)]
    rows, stock = map(CatalogueRow, names), [StockRow(name, "web", available, 1) for name in names]
    snapshot = build(rows, tmp_path / "snapshot", "s1", stock=stock)
    lake = write_lake(tmp_path / "lake", checkerboard())
    model = learn(lake, tmp_path / "out", settings=RANKER, snapshot=snapshot)
    assert bool(shown(model, snapshot)) is available


def test_items_that_the_catalogue_does_not_know(tmp_path: Path) -> None:
    snapshot = catalog(tmp_path, CatalogueRow("other", "other"))
    lake = write_lake(tmp_path / "lake", checkerboard())
    model = learn(lake, tmp_path / "out", settings=RANKER, snapshot=snapshot)
    assert model.manifest["counts"]["items"] == 10
    assert shown(model, snapshot) == ["other"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.jsonl", b""),
        ("empty.jsonl.gz", b""),
        ("nothing.jsonl.gz", gzip.compress(b"", mtime=0)),
        ("latin.jsonl", b'{"message_id": "caf\xe9"}\n'),
        ("utf16.jsonl", json.dumps({"message_id": "m"}).encode("utf-16")),
        ("zeros.jsonl", b"\0" * 4096),
        ("array.jsonl", b'[{"message_id": "m"}]\n"text"\n3\n'),
        ("deep.jsonl", b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"\n"),
        ("long.jsonl", b'{"a": "' + b"x" * (20 << 20) + b'"}\n'),
    ],
)
def test_a_strange_file_spoils_no_other_file(tmp_path: Path, name: str, data: bytes) -> None:
    lake = write_lake(tmp_path / "lake", checkerboard())
    next(lake.rglob("a.jsonl")).with_name(name).write_bytes(data)
    manifest = learn(lake, tmp_path / "out").manifest
    assert manifest["counts"]["files"] == 2
    assert manifest["counts"]["people"] == 20
    assert manifest["counts"]["events"] == len(checkerboard())


def test_a_lake_of_nothing_but_damage_is_a_clear_reason(tmp_path: Path) -> None:
    write_lake(tmp_path, []).joinpath("events/bad.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(NothingToLearn, match="1 files damaged"):
        learn(tmp_path, tmp_path / "out")


@pytest.mark.parametrize("change", [{"items": None}, {"channel": ""}, {"order_id": "x" * 10_000}])
def test_odd_fields_are_no_reason_to_fail(tmp_path: Path, change: Line) -> None:
    odd = line("customer#odd", "purchase", "i1") | change
    settings = TrainingSettings(factors=4)
    lake = write_lake(tmp_path / "lake", [*checkerboard(), odd])
    assert shown(learn(lake, tmp_path / "out", settings=settings))


def test_of_channels_without_end_the_most_met_are_distinguished(tmp_path: Path) -> None:
    """Each has a row of all groups: a new name with every event must not cost memory."""
    eve = [
        line("visitor#eve", "view", "i1", day=at / 100, channel=f"c{at:03}")
        for at in range(CHANNELS * 2)
    ]
    two = [line(f"customer#{name}", "view", "i1", channel="zz") for name in ("ana", "bea")]
    model = learn(write_lake(tmp_path / "lake", [*checkerboard(), *eve, *two]), tmp_path / "out")
    assert model["popularity/scores"].shape[0] == 1 + CHANNELS
    assert IdTable(model.group("channels")).find(["zz"]).tolist() == [1]


def test_of_items_without_end_those_most_people_met_are_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot may make up an item with every event; none of them may push out what people want."""
    monkeypatch.setattr(vocabulary, "ITEMS", 12)
    eve = [line("visitor#eve", "view", f"a{at:03}", day=at / 100) for at in range(50)] * 3
    model = learn(write_lake(tmp_path / "lake", [*checkerboard(), *eve]), tmp_path / "out")
    assert model.manifest["counts"]["items"] == 12
    assert model.manifest["counts"]["items_left_out"] == 48
    kept = IdTable(model.group("items")).find([f"i{at}" for at in range(10)])
    assert (kept >= 0).all()
    assert model.manifest["counts"]["people"] == 21
