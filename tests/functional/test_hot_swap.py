"""A newer model takes over while requests are answered; a bad one never does."""

import gc
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from functions.api.app import create_app
from functions.api.wiring import wiring_in
from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from functions.services.serving.artifact_reloader import ArtifactReloader
from functions.services.serving.scorer_provider import ScorerProvider
from local.services import LaptopServices
from model.scoring import Query
from tests.conftest import Clock


@pytest.fixture
def first(learned: str) -> str:
    return learned


@pytest.fixture
def scorer_provider(services: LaptopServices, first: str) -> ScorerProvider:
    return wiring_in(create_app(services)).scorer_provider


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


def settled(scorer_provider: ScorerProvider, clock: Clock, until: Callable[[], bool]) -> str:
    """The version in service once `until` holds, or a little later if it never does."""
    clock.advance(seconds=61)
    deadline = time.monotonic() + 2
    scorer_provider.current()
    while not until() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.05)
    return scorer_provider.current().version


def test_a_newer_model_takes_over_and_the_old_one_is_removed(
    services: LaptopServices, scorer_provider: ScorerProvider, clock: Clock, first: str
) -> None:
    assert scorer_provider.current().version == first
    second = publish_another(services, first)
    assert scorer_provider.current().version == first, "a look is taken once a minute"
    assert (
        settled(scorer_provider, clock, lambda: scorer_provider.current().version == second)
        == second
    )
    kept = [path.name for path in (services.settings.work_folder / "models").iterdir()]
    assert kept == [second]


def test_rolling_back_brings_the_old_one_again(
    services: LaptopServices, scorer_provider: ScorerProvider, clock: Clock, first: str
) -> None:
    second = publish_another(services, first)
    assert (
        settled(scorer_provider, clock, lambda: scorer_provider.current().version == second)
        == second
    )
    assert artifacts.roll_back(services.blobs, MODELS) == first
    assert (
        settled(scorer_provider, clock, lambda: scorer_provider.current().version == first) == first
    )


def flip_a_byte(folder: Path) -> None:
    path = folder / "arrays.bin"
    data = bytearray(path.read_bytes())
    data[64] ^= 1  # where the first array begins
    path.write_bytes(data)


def lose_a_file(folder: Path) -> None:
    (folder / "arrays.bin").unlink()


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
    scorer_provider: ScorerProvider,
    clock: Clock,
    first: str,
    damage: Callable[[Path], None],
) -> None:
    bad = publish_another(services, first)
    damage(services.data / "models" / bad)
    scratch = services.settings.work_folder / "models" / bad
    assert settled(scorer_provider, clock, lambda: False) == first
    assert not scratch.exists()


def test_a_damaged_pointer_leaves_the_old_one(
    services: LaptopServices, scorer_provider: ScorerProvider, clock: Clock, first: str
) -> None:
    services.blobs.write("models/current.json", b"{")
    assert settled(scorer_provider, clock, lambda: False) == first


def republish(services: LaptopServices, first: str, *versions: str) -> Iterator[str]:
    """The same model under newer names, one after the other."""
    copy = services.settings.work_folder / "copy"
    shutil.copytree(services.data / "models" / first, copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    for version in versions:
        (copy / "manifest.json").write_text(json.dumps({**manifest, "version": version}))
        artifacts.publish(services.blobs, MODELS, version, copy)
        yield version


def models_of(services: LaptopServices) -> ArtifactReloader:
    return ArtifactReloader(
        services.blobs,
        kind="model",
        prefix=MODELS,
        folder=services.settings.work_folder,
        refresh_s=60,
        clock=services.clock,
    )


def folders(services: LaptopServices) -> list[str]:
    return sorted(path.name for path in (services.settings.work_folder / "models").iterdir())


def test_an_artifact_replaced_twice_before_it_was_opened_can_still_be_opened(
    services: LaptopServices, first: str
) -> None:
    models = models_of(services)
    held = models.get()
    assert held is not None
    for _ in republish(services, first, f"{first}-1", f"{first}-2"):
        models.refresh()
    assert len(held["item_group"]), "its arrays are opened when they are first asked for"
    newest = models.get()
    assert newest is not None
    assert newest.version == f"{first}-2"
    assert folders(services) == sorted([first, f"{first}-2"])
    del held
    gc.collect()
    assert folders(services) == [f"{first}-2"]


def test_going_back_to_a_version_that_is_still_held_harms_neither(
    services: LaptopServices, first: str
) -> None:
    models = models_of(services)
    held = models.get()
    assert held is not None
    for _ in republish(services, first, f"{first}-1"):
        models.refresh()
    artifacts.activate(services.blobs, MODELS, first)
    models.refresh()
    again = models.get()
    assert again is not None
    assert again.version == first
    assert len(held["item_group"]) == len(again["item_group"])
    del held
    gc.collect()
    assert len(again["group_item"])


def test_what_an_earlier_process_left_is_replaced(services: LaptopServices, first: str) -> None:
    left = services.settings.work_folder / "models" / first
    left.mkdir(parents=True)
    (left / "half.bin").write_bytes(b"x")
    assert models_of(services).get() is not None
    assert not (left / "half.bin").exists()


def test_answers_go_on_while_models_and_snapshots_are_swapped(
    services: LaptopServices, first: str, clock: Clock
) -> None:
    """Requests and swaps as fast as they go: no answer finds its files gone."""
    scorer_provider = wiring_in(create_app(services)).scorer_provider
    stop = threading.Event()
    faults: list[BaseException] = []

    def ask() -> None:
        while not stop.is_set():
            try:
                scorer_provider.current().scorer.recommend(Query("home", now=clock(), n=3))
            except BaseException as error:  # noqa: BLE001 whatever it is, it is what is looked for
                faults.append(error)
                return

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    for _ in republish(services, first, *(f"{first}-{n:02}" for n in range(12))):
        clock.advance(seconds=61)
        time.sleep(0.02)
    stop.set()
    for thread in asking:
        thread.join()
    assert faults == []
