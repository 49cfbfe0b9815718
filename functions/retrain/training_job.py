"""Train a model on the lake, and publish it."""

import logging
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from functions.bootstrap import Services
from functions.errors import FieldFault, Invalid, NotFound, Unavailable
from functions.ports import artifacts
from functions.ports.artifacts import MODELS, SNAPSHOTS
from functions.retrain.compaction import Compaction
from functions.retrain.insights import WriteInsights
from functions.services.erasure.sweep import Sweep
from functions.services.nudges.facts.repurchase_gaps import REPURCHASE_GAPS, repurchase_gaps_json
from functions.versions import new_version
from model.arrays.artifact import Artifact, ArtifactError
from model.catalogue.snapshot import Snapshot
from model.dataset.event_lines import EventLines
from model.evaluation.gate import NO_INCUMBENT, Incumbent
from model.settings import TrainingSettings
from model.training.repurchase_gaps import repurchase_gaps
from model.training.resource_estimate import database_mib
from model.training.train import train

logger = logging.getLogger(__name__)

_LEASE_S = 15 * 60
# Items whose repurchase gap the sweep knows: some 3 MB of text.
_MOST_GAPS = 100_000
Progress = Callable[[str, float], None]


class TrainingJob:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._folder = services.settings.work_folder / "retrain"
        self.settings = _training_settings(services.settings.training)
        self._memory_mib = database_mib(services.settings.retrain_memory_mib)

    def __call__(self, progress: Progress) -> dict[str, Any]:
        """Train on the whole lake and publish; the answer is the new model's manifest.

        The lake first forgets who was erased: no model learns from them again. Whatever fails, and
        if the new model does not pass the gate (`manifest["gate"]`), the model in service stays.

        Raises:
            LeaseTaken: another training is running.
            NothingToLearn: the lake holds no interactions yet.
        """
        with self.lease():
            try:
                return self._train(progress)
            finally:
                shutil.rmtree(self._folder, ignore_errors=True)

    def lease(self) -> AbstractContextManager[None]:
        """Be the only training; raises `LeaseTaken` while another one runs."""
        services = self._services
        holder, now_s = services.random_bytes(8).hex(), services.clock() // 1000
        lease_s = services.settings.retrain_seconds or _LEASE_S
        return services.storage.leases.hold("retrain", holder=holder, now_s=now_s, for_s=lease_s)

    def _train(self, progress: Progress) -> dict[str, Any]:
        services = self._services
        Sweep(services.blobs, services.person_digest, services.clock)()
        self._report()
        version = new_version(services.clock(), services.random_bytes(2))
        folder = self._folder / version
        manifest = train(
            self._lines(version, progress),
            folder,
            settings=self.settings,
            snapshot=self._snapshot(),
            version=version,
            now=services.clock(),
            progress=progress,
            incumbent=self._incumbent(),
            memory_mib=self._memory_mib,
        )
        self._publish(version, folder, manifest["gate"])
        return manifest

    def _report(self) -> None:
        """Write the report on carts and nudges; a training goes on without it."""
        try:
            WriteInsights(self._services)()
        except Exception:
            logger.exception("the report on carts and nudges stays as it was")
            self._services.meter.count("insights_failed")

    def _lines(self, version: str, progress: Progress) -> EventLines:
        """Read of the lake what is new, and find the rest where earlier trainings kept it."""
        folder = self._folder / "parts"
        compaction = Compaction(self._services.blobs, folder, memory_mib=self._memory_mib)
        inventory = compaction.inventory()
        progress("read new files", 0.0)
        lines = compaction.read(inventory, version, lambda done: progress("read new files", done))
        progress("read new files", 1.0)
        return lines

    def _publish(self, version: str, folder: Path, gate: dict[str, Any]) -> None:
        blobs, meter = self._services.blobs, self._services.meter
        if not gate["passed"]:
            artifacts.keep(blobs, MODELS, version, folder)
            meter.count("models_refused")
            logger.warning("model %s refused: %s", version, "; ".join(gate["reasons"]))
            return
        active = artifacts.publish(blobs, MODELS, version, folder)
        gaps = repurchase_gaps(Artifact.open(folder, kind="model"), _MOST_GAPS)
        blobs.write(REPURCHASE_GAPS, repurchase_gaps_json(gaps))
        meter.count("models_trained")
        logger.info("model %s %s", version, "in service" if active else "kept; another is pinned")

    def _incumbent(self) -> Incumbent:
        """Fetch the model in service; one that cannot be read is no competitor."""
        blobs, folder = self._services.blobs, self._folder / "incumbent"
        pointer = artifacts.readable(blobs, MODELS)
        if pointer is None:
            return NO_INCUMBENT
        try:
            artifacts.fetch(blobs, MODELS, pointer.version, folder)
            return Incumbent(Artifact.open(folder, kind="model"), "", pointer.version)
        except (ArtifactError, NotFound) as fault:
            logger.warning("the model in service cannot be read: %s", fault)
            return Incumbent(None, f"it cannot be read: {fault}", pointer.version)

    def _snapshot(self) -> Snapshot | None:
        """The catalogue; None where there is none that can be read: categories are unknown then."""
        pointer = artifacts.readable(self._services.blobs, SNAPSHOTS)
        if pointer is None:
            return None
        folder: Path = self._folder / "snapshot"
        try:
            artifacts.fetch(self._services.blobs, SNAPSHOTS, pointer.version, folder)
            return Snapshot.open(folder)
        except Unavailable:
            raise
        except Exception as fault:  # noqa: BLE001 one that is damaged may fail in any way
            logger.warning("learning without the snapshot, which cannot be read: %s", fault)
            return None


def _training_settings(given: dict[str, Any]) -> TrainingSettings:
    """Settings may come as text from the environment; each is read as its own type."""
    try:
        typed = TypeAdapter(TrainingSettings).validate_python(given)
        return TrainingSettings.from_mapping({name: getattr(typed, name) for name in given})
    except (ValueError, AttributeError) as error:
        raise Invalid(FieldFault("training", str(error))) from error
