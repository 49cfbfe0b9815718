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
from functions.services.serving.changes import as_changes
from functions.versions import new_version
from local import training_process
from local.demo import prepared, tables
from local.demo.journey_rows import JourneyRows, read
from local.demo.prepared import Prepared
from local.event_stream import mark_as_read
from local.own_process import in_own_process
from local.progress import Bars
from local.up import LocalStack
from model.arrays.artifact import Artifact
from model.catalogue.snapshot_writer import build

Progress = Callable[[str, float], None]


def prepare(on: LocalStack, want: Prepared, pairs: Sequence[str]) -> dict[str, Any]:
    """Fill lake, tables and snapshot, train, and give the model's manifest.

    Tables are filled each time; the rest is used again if an earlier run of today made it. `pairs`
    are the `--set` words, for the training.
    """
    data = on.services.data
    there = prepared.found(data, want)
    now = there.now if there else want.now
    with Bars() as progress:
        _fill(on, now, progress, with_lake=not there)
    if not there:
        training_process.train(data, pairs)
    replace(want, now=now).keep(data)
    return _manifest(on)


def _fill(on: LocalStack, now: int, progress: Progress, *, with_lake: bool) -> None:
    """Pandas stays in another process: here it would hold more memory than all that serves."""
    progress("read the purchases", 0)
    rows = in_own_process(read, on.services.data, now, with_lake=with_lake)
    progress("read the purchases", 1)
    _fill_tables(on, rows, progress)
    mark_as_read(on.services.data)  # they are in the lake already
    if with_lake:
        progress("build the snapshot", 0)
        _publish_snapshot(on.services, rows.items)
        progress("build the snapshot", 1)


def _fill_tables(on: LocalStack, rows: JourneyRows, progress: Progress) -> None:
    def step(name: str) -> Callable[[float], None]:
        progress(name, 0)
        return lambda done: progress(name, done)

    tables.put_items(on.services, rows.items, step("fill the catalogue"))
    tables.put_events(on.services, rows.events, step("store newest orders"))
    tables.put_profiles(on.services, rows.events, step("fold the profiles"))


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
