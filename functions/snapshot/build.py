"""The catalogue written as arrays, whenever it changed."""

import logging
import shutil
from pathlib import Path
from typing import Any

from functions.bootstrap import Services
from functions.domain.item import Item
from functions.ports import artifacts
from functions.ports.artifacts import SNAPSHOTS
from functions.storage.catalog import Catalog
from functions.versions import new_version
from model.artifact import Artifact
from model.snapshot import KIND, CatalogRow, Snapshot, build, rebuild

logger = logging.getLogger(__name__)

# The change index is eventually consistent, and two writers' clocks differ a little.
_OVERLAP_MS = 30_000
_LEASE_S = 300
_SHOWN = ("title", "category", "brand", "price", "currency", "url", "image_url", "attributes")


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
        since = int(earlier.versions.max()) - _OVERLAP_MS if earlier and len(earlier) else 0
        changed = _news(services.storage.catalog, since, earlier)
        if not changed:
            return None
        version = new_version(services.clock(), services.random_bytes(2))
        folder = self._folder / version
        rows = [catalog_row(item) for item in changed if not item.deleted]
        gone = [item.item_id for item in changed if item.deleted]
        if earlier:
            rebuild(earlier, rows, gone, folder, version)
        else:
            build(rows, folder, version)
        artifacts.publish(services.blobs, SNAPSHOTS, version, folder)
        logger.info("snapshot %s has %d changed items", version, len(changed))
        return version

    def _earlier(self) -> Snapshot | None:
        pointer = artifacts.current(self._services.blobs, SNAPSHOTS)
        if pointer is None:
            return None
        folder: Path = self._folder / "earlier"
        artifacts.fetch(self._services.blobs, SNAPSHOTS, pointer.version, folder)
        return Snapshot(Artifact.open(folder, kind=KIND))


def _news(catalog: Catalog, since: int, earlier: Snapshot | None) -> list[Item]:
    """Items that the earlier snapshot has not, or has in another version."""
    items = [each for each in catalog.changed_since(since) if isinstance(each, Item)]
    if earlier is None:
        return items
    rows = earlier.ids.find([item.item_id for item in items])
    return [
        item
        for item, row in zip(items, rows, strict=True)
        if (not item.deleted if row < 0 else earlier.versions[row] < item.version)
    ]


def catalog_row(item: Item) -> CatalogRow:
    """The item as the snapshot keeps it."""
    return CatalogRow(
        item_id=item.item_id,
        group_id=item.group_id,
        category=item.category,
        brand=item.brand,
        price=item.price,
        hidden=item.hidden,
        created_at=item.created_at,
        attributes=_attributes(item),
        version=item.version,
    )


def _attributes(item: Item) -> dict[str, Any]:
    shown = {name: getattr(item, name) for name in _SHOWN}
    return {name: value for name, value in shown.items() if value not in (None, {})}
