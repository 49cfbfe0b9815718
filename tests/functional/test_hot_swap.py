"""A newer model takes over while requests are answered; a bad one never does."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from functions.api.app import create_app
from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from functions.serving.scorers import Scorers
from local.services import LaptopServices
from tests.conftest import Clock


@pytest.fixture
def first(learned: str) -> str:
    return learned


@pytest.fixture
def scorers(services: LaptopServices, first: str) -> Scorers:
    found: Scorers = create_app(services).state.scorers
    return found


def publish_another(services: LaptopServices, first: str) -> str:
    """The same model under a newer name."""
    second = f"{first}-again"
    source = services.data / "models" / first
    copy = services.settings.work_folder / "copy"
    shutil.copytree(source, copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps({**manifest, "version": second}))
    artifacts.publish(services.blobs, MODELS, second, copy)
    return second


def settled(scorers: Scorers, clock: Clock, until: Callable[[], bool]) -> str:
    """The version in service once `until` holds, or a little later if it never does."""
    clock.advance(seconds=61)
    deadline = time.monotonic() + 2
    scorers.current()
    while not until() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.05)
    return scorers.current().version


def test_a_newer_model_takes_over_and_the_old_one_is_removed(
    services: LaptopServices, scorers: Scorers, clock: Clock, first: str
) -> None:
    assert scorers.current().version == first
    second = publish_another(services, first)
    assert scorers.current().version == first, "a look is taken once a minute"
    assert settled(scorers, clock, lambda: scorers.current().version == second) == second
    kept = [path.name for path in (services.settings.work_folder / "models").iterdir()]
    assert kept == [second]


def test_rolling_back_brings_the_old_one_again(
    services: LaptopServices, scorers: Scorers, clock: Clock, first: str
) -> None:
    second = publish_another(services, first)
    assert settled(scorers, clock, lambda: scorers.current().version == second) == second
    assert artifacts.roll_back(services.blobs, MODELS) == first
    assert settled(scorers, clock, lambda: scorers.current().version == first) == first


def flip_a_byte(folder: Path) -> None:
    path = max(folder.glob("*.npy"), key=lambda p: p.stat().st_size)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def lose_a_file(folder: Path) -> None:
    next(folder.glob("*.npy")).unlink()


def lose_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def come_from_the_future(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format_version": 999}))


def be_a_snapshot(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "kind": "snapshot"}))


@pytest.mark.parametrize(
    "damage",
    [flip_a_byte, lose_a_file, lose_the_manifest, come_from_the_future, be_a_snapshot],
)
def test_a_bad_model_is_refused_and_the_old_one_stays(
    services: LaptopServices,
    scorers: Scorers,
    clock: Clock,
    first: str,
    damage: Callable[[Path], None],
) -> None:
    bad = publish_another(services, first)
    damage(services.data / "models" / bad)
    scratch = services.settings.work_folder / "models" / bad
    assert settled(scorers, clock, lambda: False) == first
    assert not scratch.exists()


def test_a_damaged_pointer_leaves_the_old_one(
    services: LaptopServices, scorers: Scorers, clock: Clock, first: str
) -> None:
    services.blobs.write("models/current.json", b"{")
    assert settled(scorers, clock, lambda: False) == first
