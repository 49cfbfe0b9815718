"""The trained models that are kept, and which of them serves."""

import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from functions.errors import NotFound
from functions.ports import artifacts
from functions.ports.artifacts import MODELS, Pointer
from functions.ports.blobs import Blobs

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """One model: what it learned from, and how good it was on held-out purchases."""

    version: str
    created: str
    serving: bool
    refused: bool
    people: int
    products: int
    quality: dict[str, float]


@dataclass(frozen=True, slots=True)
class ModelList:
    serving: str | None
    pinned: bool
    models: list[ModelSummary]


class Models:
    """What is activated here, every instance serves within a minute."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def all(self) -> ModelList:
        """Every model that is there as a whole, oldest first."""
        pointer = self._pointer()
        serving = pointer.version if pointer else None
        found = list[ModelSummary]()
        for version in artifacts.versions(self._blobs, MODELS):
            with suppress(NotFound):  # a training dropped it after it was listed
                found.append(self._summary(version, serving))
        return ModelList(serving, bool(pointer and pointer.pinned), found)

    def manifest(self, version: str | None) -> dict[str, Any]:
        """The manifest of one model, or of the one that serves.

        Raises:
            NotFound: there is none of that name, or none serves.
        """
        if version is None:
            pointer = self._pointer()
            if pointer is None:
                raise NotFound("no model serves yet")
            version = pointer.version
        if version not in artifacts.versions(self._blobs, MODELS):
            raise NotFound(f"there is no version {version} in {MODELS}")
        return self._read(version)

    def activate(self, version: str) -> ModelList:
        artifacts.activate(self._blobs, MODELS, version)
        return self.all()

    def roll_back(self) -> ModelList:
        artifacts.roll_back(self._blobs, MODELS)
        return self.all()

    def unpin(self) -> ModelList:
        artifacts.unpin(self._blobs, MODELS)
        return self.all()

    def _pointer(self) -> Pointer | None:
        """What serves; a pointer that cannot be read names nothing, and can be put right here."""
        try:
            return artifacts.current(self._blobs, MODELS)
        except ValueError as error:
            logger.warning("%s", error)
            return None

    def _read(self, version: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            self._blobs.read(f"{MODELS}/{version}/{artifacts.MANIFEST}")
        )
        return found

    def _summary(self, version: str, serving: str | None) -> ModelSummary:
        manifest = self._read(version)
        counts = manifest.get("counts", {})
        blend = manifest.get("metrics", {}).get("recommenders", {}).get("blend", {})
        return ModelSummary(
            version=version,
            created=str(manifest.get("created", "")),
            serving=version == serving,
            refused=not manifest.get("gate", {}).get("passed", True),
            people=counts.get("people", 0),
            products=counts.get("groups", 0),
            quality={k: v for k, v in blend.get("repeats", {}).items() if k.startswith("ndcg")},
        )
