"""Write the catalogue as arrays, when it changed."""

import logging
import shutil
from pathlib import Path

from functions.bootstrap import Services
from functions.domain.sale_times import FROM, UNTIL, repriced
from functions.errors import Unavailable
from functions.ports import artifacts
from functions.ports.artifacts import SNAPSHOTS
from functions.services.serving.changes import OVERLAP_MS, as_changes, newer
from functions.versions import new_version
from model.arrays.artifact import Artifact
from model.catalogue.changes import Changes
from model.catalogue.snapshot import KIND, Snapshot
from model.catalogue.snapshot_writer import build, rebuild

logger = logging.getLogger(__name__)

_LEASE_S = 300


class BuildSnapshot:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._folder = services.settings.work_folder / "snapshot-build"

    def __call__(self) -> str | None:
        """Publish a snapshot with what changed since the last one; None when nothing did.

        Raises:
            LeaseTaken: another build is running.
        """
        services = self._services
        holder, now_s = services.random_bytes(8).hex(), services.clock() // 1000
        with services.storage.leases.hold("snapshot", holder=holder, now_s=now_s, for_s=_LEASE_S):
            try:
                return self._build()
            finally:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _build(self) -> str | None:
        services = self._services
        earlier = self._earlier()
        # What arrives while we read is read again next time.
        looked_at = services.clock()
        if earlier:
            self._reprice(earlier, looked_at)
        since = earlier.changed_until - OVERLAP_MS if earlier else 0
        news = newer(services.storage.catalog.changed_since(since), earlier)
        if not news:
            return None
        version = new_version(services.clock(), services.random_bytes(2))
        folder = self._folder / version
        _write(earlier, as_changes(news), folder, version, changed_until=looked_at)
        artifacts.publish(services.blobs, SNAPSHOTS, version, folder)
        logger.info("snapshot %s has %d changes", version, len(news))
        return version

    def _reprice(self, earlier: Snapshot, now: int) -> None:
        """Write the items of which a sale began or ended, so that every reader learns of it."""
        catalog = self._services.storage.catalog
        for item in catalog.get(earlier.having_attribute((FROM, UNTIL))).values():
            changed = repriced(item, now)
            if changed and not catalog.replace(changed, item):
                logger.info("an item was put while its sale began or ended")

    def _earlier(self) -> Snapshot | None:
        """The snapshot in service; None if there is none that can be read: then all is read."""
        pointer = artifacts.readable(self._services.blobs, SNAPSHOTS)
        if pointer is None:
            return None
        folder: Path = self._folder / "earlier"
        try:
            artifacts.fetch(self._services.blobs, SNAPSHOTS, pointer.version, folder)
            return Snapshot(Artifact.open(folder, kind=KIND))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 one that is damaged may fail in any way
            logger.warning("the snapshot is made from the whole catalogue: %s", error)
            return None


def _write(
    earlier: Snapshot | None, changes: Changes, folder: Path, version: str, *, changed_until: int
) -> None:
    stock = changes.stock
    if earlier is None:
        build(changes.items, folder, version, stock=stock, changed_until=changed_until)
    else:
        rebuild(
            earlier,
            changes.items,
            changes.gone,
            folder,
            version,
            stock=stock,
            changed_until=changed_until,
        )
