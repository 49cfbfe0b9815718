"""What is forgotten in files: the lake's, and those of what failed."""

import gzip
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from functions.domain.person import customer
from functions.errors import Unavailable
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.erasure.ana import ANA, ERASE, Places, sweep
from tests.functional.lake import lake_lines
from tests.functional.test_stream import records
from tests.unit.builders import event


@pytest.mark.usefixtures("story")
def test_failure_files_forget_too(
    secret: TestClient, services: LaptopServices, places: Places
) -> None:
    his = event("m1", "Product Added", "tea", person=customer("carl"))
    hers = event("m2", "Product Added", "tea", person=customer(ANA))
    batch = records(his, hers)
    line = {"person": f"customer#{ANA}", "at": hers.at, "received_at": hers.received_at}
    folder = services.data
    for path, text in {
        "failures/1.json": json.dumps(batch),
        "failures/2.json": json.dumps(records(hers)),
        "aws/lambda/3.json": json.dumps({"version": "1.0", "payload": json.dumps(batch)}),
        "failures/lake/4": json.dumps({"rawData": _base64(line)}) + "\n",
        "failures/5.txt": "no file of ours",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    secret.delete(ERASE)
    sweep(services)
    assert places(ANA) == []
    assert json.loads((folder / "failures/1.json").read_text()) == records(his)
    inside = json.loads((folder / "aws/lambda/3.json").read_text())
    assert (inside["version"], json.loads(inside["payload"])) == ("1.0", records(his))
    assert not (folder / "failures/2.json").exists()
    assert not (folder / "failures/lake/4").exists()
    assert (folder / "failures/5.txt").read_text() == "no file of ours"


def _base64(line: dict[str, Any]) -> str:
    return b64encode(json.dumps(line).encode() + b"\n").decode()


def lake_file(services: LaptopServices, name: str, *people: str) -> Path:
    path = services.data / "lake/events/dt=2025-01-01/hh=11" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [{"person": p, "at": 1, "received_at": 2, "message_id": p} for p in people]
    text = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    return path


def test_files_are_rewritten_whole_and_only_where_a_person_is_forgotten(
    secret: TestClient, services: LaptopServices, places: Places
) -> None:
    hers = lake_file(services, "a.jsonl.gz", f"customer#{ANA}", "customer#carl")
    only_hers = lake_file(services, "b.jsonl.gz", f"customer#{ANA}")
    others = lake_file(services, "c.jsonl.gz", "customer#carl", f"visitor#{ANA}")
    damaged = lake_file(services, "d.jsonl.gz")
    damaged.write_bytes(b"no gzip")
    before = others.read_bytes(), others.stat().st_mtime_ns
    secret.delete(ERASE)
    assert sweep(services) == 2
    assert json.loads(gzip.decompress(hers.read_bytes()))["person"] == "customer#carl"
    assert not only_hers.exists()
    assert (others.read_bytes(), others.stat().st_mtime_ns) == before
    assert damaged.read_bytes() == b"no gzip"
    assert sweep(services) == 0


def test_a_line_that_arrives_after_the_sweep_is_swept_by_the_next_and_then_no_more(
    secret: TestClient, services: LaptopServices, clock: Clock, places: Places
) -> None:
    secret.delete(ERASE)
    sweep(services)
    lake_file(services, "late.jsonl", f"customer#{ANA}")
    clock.advance(days=3)
    assert list(services.blobs.keys("erasures/"))
    assert sweep(services) == 1
    assert places(ANA) == []
    assert list(services.blobs.keys("erasures/")) == []


def test_a_sweep_that_is_killed_begins_anew(
    secret: TestClient,
    services: LaptopServices,
    monkeypatch: pytest.MonkeyPatch,
    places: Places,
) -> None:
    for name in "abc":
        lake_file(services, f"{name}.jsonl", f"customer#{ANA}", "customer#carl")
    secret.delete(ERASE)
    write = services.blobs.write

    def dies(key: str, data: bytes) -> None:
        if key.endswith("b.jsonl"):
            raise Unavailable("killed here")
        write(key, data)

    monkeypatch.setattr(services.blobs, "write", dies)
    with pytest.raises(Unavailable):
        sweep(services)
    monkeypatch.undo()
    sweep(services)
    assert places(ANA) == []
    assert len(lake_lines(services)) == 3
