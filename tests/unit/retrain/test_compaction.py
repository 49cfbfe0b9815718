"""Reading only what is new, in a folder and in S3 (moto's)."""

import json
import logging
from pathlib import Path

import pytest

from functions.domain.erasure import Erasure, person_digest
from functions.domain.identity import END_OF_TIME
from functions.domain.person import Person, customer
from functions.ports.blobs import Blobs
from functions.ports.lake import COMPACTED
from functions.retrain import part_list
from functions.retrain.compaction import Compaction
from functions.services.erasure.pending import Pending, PendingErasures
from functions.services.erasure.sweep import Sweep
from model.dataset.database import connect
from model.dataset.event_lines import EventLines
from model.dataset.lake import load
from tests.conftest import Clock
from tests.unit.model.shop import NOW, hash_of, line

FILE = "lake/events/dt=2024-10-04/hh=00/{}.jsonl"
MANIFEST = f"{COMPACTED}manifest.json"
PEOPLE = ("a", "b", "c", "ana", "ben", "bob", "cleo")


def put(blobs: Blobs, name: str, *people: str) -> None:
    lines = [line(customer(person).key, "view", "tea") for person in people]
    blobs.write(FILE.format(name), "".join(json.dumps(each) + "\n" for each in lines).encode())


class Runs:
    """One training after another, each on an empty disk, as on Lambda."""

    def __init__(self, blobs: Blobs, folder: Path, **limits: int) -> None:
        self.blobs, self.folder, self.number, self.limits = blobs, folder, 0, limits

    def new_files(self) -> list[str]:
        new = Compaction(self.blobs, self.folder / "survey").inventory().new
        return sorted(Path(name).stem for name in new)

    def read(self) -> EventLines:
        self.number += 1
        compaction = Compaction(self.blobs, self.folder / f"{self.number}", **self.limits)
        return compaction.read(compaction.inventory(), f"v{self.number:02d}", lambda _: None)

    def people(self) -> list[str]:
        lines = self.read()
        with connect(self.folder) as connection:
            load(connection, lines, now=NOW)
            found = connection.execute("SELECT person FROM events").fetchall()
            names = {hash_of(connection, customer(name).key): name for name in PEOPLE}
        return sorted(names[person] for (person,) in found)


@pytest.fixture
def runs(blobs: Blobs, tmp_path: Path) -> Runs:
    return Runs(blobs, tmp_path / "runs")


def parts(blobs: Blobs) -> list[str]:
    return [key for key in blobs.keys(COMPACTED) if key.endswith(".parquet")]


def test_only_what_is_new_is_read(blobs: Blobs, runs: Runs) -> None:
    put(blobs, "a", "ana")
    assert runs.people() == ["ana"]
    put(blobs, "b", "ben", "ana")  # ana's event once more
    assert runs.new_files() == ["b"]
    assert runs.people() == ["ana", "ben"]
    assert runs.new_files() == []
    written = {entry.key: entry.tag for entry in blobs.entries(COMPACTED)}
    assert runs.people() == ["ana", "ben"]
    assert {entry.key: entry.tag for entry in blobs.entries(COMPACTED)} == written


def test_a_file_written_anew_or_gone_is_noticed(blobs: Blobs, runs: Runs) -> None:
    put(blobs, "a", "ana")
    put(blobs, "b", "ben")
    runs.people()
    put(blobs, "c", "cleo")
    runs.people()
    put(blobs, "b", "bob")
    assert runs.new_files() == ["a", "b"], "the part with c still stands"
    assert runs.people() == ["ana", "bob", "cleo"]
    blobs.delete(FILE.format("c"))
    assert runs.people() == ["ana", "bob"]


@pytest.mark.parametrize("harm", ["spoil", "delete"])
def test_a_part_that_is_damaged_is_named_and_read_anew(
    blobs: Blobs, runs: Runs, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    put(blobs, "a", "ana")
    runs.people()
    (part,) = parts(blobs)
    if harm == "spoil":
        blobs.write(part, blobs.read(part)[:-9])
    else:
        blobs.delete(part)
    with caplog.at_level(logging.WARNING, "functions.retrain.compaction"):
        assert runs.people() == ["ana"]
    assert part in caplog.text
    assert len(parts(blobs)) == 1
    assert runs.new_files() == []


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"format": "older", "parts": []}'])
def test_a_list_of_parts_that_is_damaged_or_old_is_as_none(
    blobs: Blobs, runs: Runs, content: bytes
) -> None:
    put(blobs, "a", "ana")
    runs.people()
    blobs.write(MANIFEST, content)
    assert runs.new_files() == ["a"]
    assert runs.people() == ["ana"]
    assert len(parts(blobs)) == 1, "the part that nobody lists is gone"


def test_a_run_that_stops_between_two_writes_leaves_what_was_there(
    blobs: Blobs, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(blobs, "a", "ana")
    runs.people()
    put(blobs, "b", "ben")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(part_list, "write", stop)
        with pytest.raises(KeyboardInterrupt):
            runs.read()
    assert len(parts(blobs)) == 2
    assert runs.new_files() == ["b"]
    assert runs.people() == ["ana", "ben"]
    assert len(parts(blobs)) == 2


def test_a_damaged_file_of_the_lake_is_in_no_part(blobs: Blobs, runs: Runs) -> None:
    put(blobs, "a", "ana")
    bad = FILE.format("b") + ".gz"
    blobs.write(bad, b"no gzip")
    for _ in range(2):
        assert [each["file"] for each in runs.read().skipped] == [bad.removeprefix("lake/")]
    blobs.delete(bad)
    assert runs.read().skipped == []


def test_many_parts_become_one(tmp_path: Path, blobs: Blobs) -> None:
    runs = Runs(blobs, tmp_path / "runs", most_parts=2)
    for name in ("a", "b", "c"):
        put(blobs, name, name)
        runs.read()
    assert parts(blobs) == [f"{COMPACTED}v03-all.parquet"]
    assert runs.new_files() == []
    assert runs.people() == ["a", "b", "c"]


def test_a_big_lake_is_read_piece_by_piece(blobs: Blobs, tmp_path: Path) -> None:
    runs = Runs(blobs, tmp_path / "runs", batch_bytes=1)
    put(blobs, "a", "ana")
    put(blobs, "b", "ben")
    assert runs.people() == ["ana", "ben"]
    assert len(parts(blobs)) == 2


def test_who_was_erased_is_in_no_part(blobs: Blobs, runs: Runs, clock: Clock) -> None:
    def mark(person: Person) -> str:
        return person_digest(person, b"secret")

    put(blobs, "a", "ana")
    put(blobs, "b", "ben")
    runs.people()
    ana = {mark(customer("ana")): [Erasure(0, END_OF_TIME, END_OF_TIME)]}
    PendingErasures(blobs).add("ana", Pending(clock.now, ana))
    assert Sweep(blobs, mark, clock)() == 1
    assert list(blobs.keys(COMPACTED)) == []
    assert runs.people() == ["ben"]
    assert Sweep(blobs, mark, clock)() == 0
    assert len(parts(blobs)) == 1, "nobody was found again: what was read stays"
