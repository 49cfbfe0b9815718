"""The artifact in service: the newest is fetched in the background and then swapped in."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from functions.errors import NotFound, Unavailable
from functions.ports import artifacts
from functions.ports.blobs import Blobs
from functions.services.serving import artifact_folders
from model.arrays.artifact import Artifact, ArtifactError

logger = logging.getLogger(__name__)


class ArtifactReloader:
    """The newest good artifact below `prefix`; whatever fails, the one in service stays.

    `fault` is what failed at the last check, None if nothing did; answers may show it.

    `get` never waits for a download but the first time; `refresh` does, for start-up and tests.
    """

    def __init__(
        self,
        blobs: Blobs,
        *,
        kind: str,
        prefix: str,
        folder: Path,
        refresh_s: float,
        clock: Callable[[], int],
    ) -> None:
        self._blobs = blobs
        self._kind = kind
        self._prefix = prefix
        self._folder = folder / prefix
        self._refresh_ms = refresh_s * 1000
        self._clock = clock
        self._looked_at: float | None = None
        self._looked_for = prefix
        self._loading = threading.Lock()
        self._artifact: Artifact | None = None
        self.fault: str | None = None

    def get(self) -> Artifact | None:
        if self._looked_at is None:
            self.refresh()
        elif self._clock() - self._looked_at >= self._refresh_ms:
            self._looked_at = self._clock()
            threading.Thread(target=self.refresh, daemon=True).start()
        return self._artifact

    def refresh(self) -> None:
        """Look once, and swap if there is a newer artifact that can be trusted."""
        if not self._loading.acquire(blocking=False):
            return
        try:
            self._looked_at = self._clock()
            self._swap()
            self.fault = None
        except Exception as error:  # noqa: BLE001 a damaged one may fail in any way
            logger.warning("%s %s stays: %s", self._kind, self._version, error)
            self.fault = f"{self._looked_for} cannot be used: {_reason(error)}"
        finally:
            self._loading.release()

    @property
    def _version(self) -> str | None:
        return self._artifact.version if self._artifact else None

    def _swap(self) -> None:
        self._looked_for = f"{self._prefix}/current.json"
        pointer = artifacts.current(self._blobs, self._prefix)
        if pointer is None or pointer.version == self._version:
            return
        self._looked_for = f"{self._prefix}/{pointer.version}"
        artifact = self._fetch(pointer.version)
        self._artifact = artifact
        logger.info("%s %s in service", self._kind, artifact.version)

    def _fetch(self, version: str) -> Artifact:
        folder = artifact_folders.claim(self._folder, version)
        try:
            artifacts.fetch(self._blobs, self._prefix, version, folder)
            artifact = Artifact.open(folder, kind=self._kind)
        except BaseException:
            artifact_folders.release(folder)
            raise
        artifact_folders.keep_for(artifact)
        return artifact


def _reason(error: Exception) -> str:
    """The kind of fault, without a path of ours."""
    known: dict[type[Exception], str] = {
        ArtifactError: "it is damaged, unfinished or of another version",
        NotFound: "files are missing",
        Unavailable: "the store does not answer",
        OSError: "it cannot be written here",
        ValueError: "it is damaged",
    }
    return next((text for kind, text in known.items() if isinstance(error, kind)), "it is damaged")
