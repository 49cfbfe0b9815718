"""Start a training where it fits: in this process, or in a container."""

import json
import logging
from typing import Any

from functions.bootstrap import Services
from functions.errors import NotFound, TooLarge
from functions.ports import artifacts
from functions.ports.artifacts import SNAPSHOTS
from functions.retrain.compaction import Compaction, LakeInventory
from functions.retrain.training_job import Progress, TrainingJob
from functions.services.erasure.pending import PREFIX as ERASURES
from functions.settings import Settings
from model.training.resource_estimate import LakeSize, ResourceEstimate, estimate

logger = logging.getLogger(__name__)

_REMEDY = "set the template's RetrainContainerImage, RetrainSubnets and RetrainSecurityGroups"

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
_MIB_A_CORE = 1_769
_DEFAULT_CORES = 2


class TrainingLauncher:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._retrain = TrainingJob(services)

    def __call__(self, progress: Progress) -> dict[str, Any]:
        """Train here and give the manifest; or start the container and give `task` and `reason`.

        Nothing is read of the lake but its lists before that is decided.

        Raises:
            LeaseTaken: another training is running.
            TooLarge: it fits neither here nor, as far as is known, anywhere; says what to set.
            whatever `TrainingJob` raises.
        """
        why = self._why_not_here(self.need())
        if why is None:
            return self._retrain(progress)
        containers = self._services.containers
        if containers is None:
            raise TooLarge(f"{why}; the model in service stays: {_REMEDY}")
        with self._retrain.lease():  # no training runs now; the container takes the lease
            task = containers.start()
        logger.info("%s: it runs as a container, %s", why, task)
        return {"version": None, "task": task, "reason": why}

    def need(self) -> ResourceEstimate:
        """What a training would take now."""
        services = self._services
        inventory = Compaction(services.blobs, services.settings.work_folder / "survey").inventory()
        if any(True for _ in services.blobs.keys(ERASURES)):
            inventory = LakeInventory(
                [], inventory.files
            )  # the sweep may drop what was read before
        size = _size(inventory, self._items())
        need = estimate(size, self._retrain.settings, cores=cores(services.settings))
        logger.info("training of about %.0f lines needs %s", size.all_lines, need)
        return need

    def _why_not_here(self, need: ResourceEstimate) -> str | None:
        settings = self._services.settings
        if 0 < settings.retrain_memory_mib < need.memory_mib:
            has = f"{settings.retrain_memory_mib} MiB"
            return f"the training needs about {need.memory_mib} MiB of memory and has {has}"
        if 0 < settings.retrain_seconds < need.seconds:
            has = f"{settings.retrain_seconds} s"
            return f"the training takes about {need.seconds} s and has {has}"
        return None

    def _items(self) -> int:
        """Items of the catalogue, as its snapshot says; 0 without one that can be read."""
        blobs = self._services.blobs
        pointer = artifacts.readable(blobs, SNAPSHOTS)
        if pointer is None:
            return 0
        try:
            manifest = blobs.read(f"{SNAPSHOTS}/{pointer.version}/{artifacts.MANIFEST}")
            return int(json.loads(manifest)["items"])
        except (NotFound, ValueError, TypeError, LookupError) as fault:
            logger.warning("the snapshot cannot be read: %r", fault)
            return 0


def cores(settings: Settings) -> float:
    """The cores a training has: as set, else what Lambda gives to its memory, else two."""
    return settings.retrain_cores or settings.retrain_memory_mib / _MIB_A_CORE or _DEFAULT_CORES


def _size(inventory: LakeInventory, items: int) -> LakeSize:
    packed, plain = 0, 0
    for name, entry in inventory.new.items():
        if name.endswith(".gz"):
            packed += entry.size
        else:
            plain += entry.size
    return LakeSize(sum(part.lines for part in inventory.parts), packed, plain, items)
