"""Where a training runs: here, in a container, or nowhere; decided before anything is read."""

import json
from dataclasses import replace

import pytest

from functions.errors import TooLarge
from functions.ports import artifacts
from functions.ports.artifacts import MODELS, SNAPSHOTS
from functions.ports.lake import COMPACTED
from functions.retrain import part_list
from functions.retrain.run_training import run_training
from functions.retrain.training_job import TrainingJob
from functions.retrain.training_launcher import TrainingLauncher, cores
from functions.settings import Settings
from functions.storage.leases import LeaseTaken
from local.services import LaptopServices
from tests.functional import shop


class Started:
    """Counts what it was asked to start."""

    def __init__(self) -> None:
        self.tasks = 0

    def start(self) -> str:
        self.tasks += 1
        return "task/1"


def bounded(services: LaptopServices, settings: Settings, **bounds: int) -> LaptopServices:
    own = settings.model_copy(update=bounds)
    return LaptopServices(own, services.data, clock=services.clock)


def silent(step: str, fraction: float) -> None:
    pass


@pytest.mark.parametrize("bound", ["retrain_memory_mib", "retrain_seconds"])
def test_without_a_container_what_is_too_big_fails_early_and_says_what_to_set(
    services: LaptopServices, settings: Settings, learned: str, bound: str
) -> None:
    small = bounded(services, settings, **{bound: 1})
    services.blobs.delete(f"{COMPACTED}manifest.json")
    with pytest.raises(TooLarge, match="RetrainContainerImage"):
        TrainingLauncher(small)(silent)
    pointer = artifacts.current(services.blobs, MODELS)
    assert pointer is not None
    assert pointer.version == learned
    assert f"{COMPACTED}manifest.json" not in services.blobs.keys(COMPACTED), "nothing was read"


def test_with_a_container_it_is_started_and_named(
    services: LaptopServices, settings: Settings, learned: str
) -> None:
    small = bounded(services, settings, retrain_memory_mib=1)
    started = small.__dict__["containers"] = Started()
    result = run_training(small)
    assert started.tasks == 1
    assert result["version"] is None
    assert result["task"] == "task/1"
    assert "MiB of memory and has 1 MiB" in result["reason"]


def test_while_a_training_runs_no_container_is_started(
    services: LaptopServices, settings: Settings, learned: str
) -> None:
    small = bounded(services, settings, retrain_memory_mib=1)
    started = small.__dict__["containers"] = Started()
    with TrainingJob(services).lease(), pytest.raises(LeaseTaken):
        run_training(small)
    assert started.tasks == 0


def test_what_fits_is_trained_here(services: LaptopServices, settings: Settings) -> None:
    shop.fill_lake(services)
    roomy = bounded(services, settings, retrain_memory_mib=4096, retrain_seconds=900)
    started = roomy.__dict__["containers"] = Started()
    result = run_training(roomy)
    assert result["version"] is not None
    assert started.tasks == 0


def test_a_large_catalogue_takes_more(services: LaptopServices, learned: str) -> None:
    before = TrainingLauncher(services).need()
    pointer = artifacts.current(services.blobs, SNAPSHOTS)
    assert pointer is not None
    name = f"{SNAPSHOTS}/{pointer.version}/{artifacts.MANIFEST}"
    manifest = json.loads(services.blobs.read(name))
    assert manifest["items"] == len(shop.COFFEE + shop.TEA)
    services.blobs.write(name, json.dumps(manifest | {"items": 1_000_000}).encode())
    assert TrainingLauncher(services).need().memory_mib > before.memory_mib + 100


@pytest.mark.parametrize("content", [b"", b"{}", b'{"version": "gone"}'])
def test_a_snapshot_that_cannot_be_read_stops_no_training(
    services: LaptopServices, learned: str, content: bytes
) -> None:
    services.blobs.write(f"{SNAPSHOTS}/current.json", content)
    assert TrainingLauncher(services).need().memory_mib > 0


def test_while_an_erasure_waits_files_count_and_not_what_was_read_of_them(
    services: LaptopServices, learned: str
) -> None:
    many = [replace(part, lines=5_000_000) for part in part_list.read(services.blobs)]
    part_list.write(services.blobs, many)
    before = TrainingLauncher(services).need()
    services.blobs.write("erasures/somebody.json", b"{}")
    assert TrainingLauncher(services).need().memory_mib < before.memory_mib - 500


def test_an_empty_lake_is_no_failure(services: LaptopServices) -> None:
    assert "record events first" in run_training(services)["reason"]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [({}, 2), ({"retrain_memory_mib": 3_538}, 2), ({"retrain_memory_mib": 10_240}, 5.8)],
)
def test_cores_come_with_the_memory(bounds: dict[str, int], expected: float) -> None:
    settings = Settings().model_copy(update=bounds)
    assert cores(settings) == pytest.approx(expected, abs=0.02)  # ours is rounded
    assert cores(settings.model_copy(update={"retrain_cores": 16})) == 16
