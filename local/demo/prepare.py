"""Prepare the demo's data and model, or use those of an earlier run of today."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from functions.bootstrap import Services
from functions.domain.item import Item
from functions.ports import artifacts
from functions.ports.artifacts import MODELS, SNAPSHOTS
from functions.retrain.training_job import TrainingJob
from functions.services.serving.changes import as_changes
from functions.versions import new_version
from local.demo import catalogue, journey, prepared, tables
from local.demo.events import newest_orders
from local.demo.lake_files import write_lake
from local.demo.prepared import Prepared
from local.event_stream import mark_as_read
from local.up import LocalStack
from model.arrays.artifact import Artifact
from model.catalogue.snapshot_writer import build

Progress = Callable[[str, float], None]


def prepare(on: LocalStack, want: Prepared, progress: Progress) -> dict[str, Any]:
    """Fill lake, tables and snapshot, train, and give the model's manifest.

    Tables are filled each time; the rest is used again if an earlier run of today made it.
    """
    services, data = on.services, on.services.data
    there = prepared.found(data, want)
    now = there.now if there else want.now
    progress("read the purchases", 0)
    year = journey.load(now)
    progress("read the purchases", 1)
    if not there:
        progress("write the lake", 0)
        write_lake(year, data, now=now)
        progress("write the lake", 1)
    items = list(catalogue.items(year))
    _fill_tables(on, year, items, now, progress)
    mark_as_read(data)  # they are in the lake already
    if not there:
        progress("build the snapshot", 0)
        _publish_snapshot(services, items)
        progress("build the snapshot", 1)
    manifest = _manifest(on) if there else TrainingJob(services)(progress)
    replace(want, now=now).keep(data)
    return manifest


def _fill_tables(
    on: LocalStack, year: journey.Journey, items: Sequence[Item], now: int, progress: Progress
) -> None:
    def step(name: str) -> Callable[[float], None]:
        progress(name, 0)
        return lambda done: progress(name, done)

    tables.put_items(on.services, items, step("fill the catalogue"))
    events = list(newest_orders(year, days=tables.DAYS, now=now))
    tables.put_events(on.services, events, step("store newest orders"))
    tables.put_profiles(on.services, events, step("fold the profiles"))


def _publish_snapshot(services: Services, items: Sequence[Item]) -> None:
    """As `BuildSnapshot` would, without reading back what was written a moment ago."""
    version = new_version(services.clock(), services.random_bytes(2))
    with TemporaryDirectory() as name:
        build(as_changes(items).items, Path(name), version, changed_until=services.clock())
        artifacts.publish(services.blobs, SNAPSHOTS, version, Path(name))


def _manifest(on: LocalStack) -> dict[str, Any]:
    blobs, settings = on.services.blobs, on.services.settings
    pointer = artifacts.current(blobs, MODELS)
    assert pointer is not None  # noqa: S101 prepared.json is written after the model
    folder = settings.work_folder / "manifest"
    artifacts.fetch(blobs, MODELS, pointer.version, folder)
    return Artifact.open(folder, kind="model").manifest
