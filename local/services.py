"""The laptop's services: a folder in place of the bucket, and no cloud at all."""

import secrets
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from functions.bootstrap import Services, utc_now_ms
from functions.domain.process_state import ProcessState
from functions.observability import Meter, SilentMeter
from functions.ports.blobs import Blobs
from functions.ports.event_bus import EventBus
from functions.ports.lake import Lake
from functions.ports.local.file_secrets import FileSecrets
from functions.ports.local.folder_blobs import FolderBlobs
from functions.ports.local.folder_bus import FolderBus
from functions.ports.local.folder_lake import FolderLake
from functions.ports.local.folder_queue import FolderQueue
from functions.ports.local.folder_uploads import FolderUploads
from functions.ports.local.outbox import NoPushEndpoints, Outbox
from functions.ports.push_endpoints import PushEndpoints
from functions.ports.secrets import Secrets
from functions.ports.web.pinned_post import PinnedPost
from functions.ports.webhooks import Webhooks
from functions.settings import Settings
from functions.storage.storage import Storage
from local.engine import Engine, found_here
from local.leases import FolderLeases

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class LaptopServices(Services):
    """As on AWS, with `data` for lake, models, snapshots and secrets.

    The tables are in `engine`, by default the one that `default_here` named; or, as on AWS, where
    the settings name an endpoint. `watch` wraps the tables' client, to measure its calls.
    """

    def __init__(
        self,
        settings: Settings,
        data: Path,
        *,
        clock: Callable[[], int] = utc_now_ms,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
        engine: Engine | None = None,
        watch: "Callable[[DynamoDBClient], DynamoDBClient] | None" = None,
    ) -> None:
        super().__init__(settings, clock=clock, random_bytes=random_bytes)
        self._engine = engine
        self._watch = watch
        self.data = data
        self.state: Callable[[], ProcessState | None] = lambda: None

    @cached_property
    def storage(self) -> Storage:
        storage = super().storage
        storage.leases = FolderLeases(self.data / "leases")
        return storage

    @cached_property
    def writing_client(self) -> "DynamoDBClient":
        return self._watched(self._embedded or super().writing_client)

    @cached_property
    def reading_client(self) -> "DynamoDBClient":
        return self._watched(self._embedded or super().reading_client)

    def process_state(self) -> ProcessState | None:
        """Return what `state` gives, which the running stack sets."""
        return self.state()

    def _watched(self, client: "DynamoDBClient") -> "DynamoDBClient":
        return self._watch(client) if self._watch else client

    @property
    def _embedded(self) -> "DynamoDBClient | None":
        engine = self._engine or found_here()
        return engine.dynamodb if engine and not self.settings.dynamodb_endpoint_url else None

    @cached_property
    def blobs(self) -> Blobs:
        return FolderBlobs(self.data)

    @cached_property
    def lake(self) -> Lake:
        return FolderLake(self.data, self.clock)

    @cached_property
    def restock_queue(self) -> FolderQueue:
        return self._folder_queue("restock")

    @cached_property
    def delivery_queue(self) -> FolderQueue:
        return self._folder_queue("delivery")

    @cached_property
    def imports_queue(self) -> FolderQueue:
        return self._folder_queue("imports")

    @cached_property
    def failed_runs(self) -> FolderQueue:
        return self._folder_queue("failed-runs")

    def _folder_queue(self, name: str) -> FolderQueue:
        return FolderQueue(self.data / "queues" / name, self.clock)

    @cached_property
    def uploads(self) -> FolderUploads:
        return FolderUploads(self.blobs, self.imports_queue)

    @cached_property
    def event_bus(self) -> EventBus:
        return FolderBus(self.data / "bus")

    @cached_property
    def webhooks(self) -> Webhooks:
        return PinnedPost(local=True)

    @cached_property
    def senders(self) -> Outbox:
        return Outbox(self.data / "outbox")

    @cached_property
    def push_endpoints(self) -> PushEndpoints:
        return NoPushEndpoints()

    @cached_property
    def secrets(self) -> Secrets:
        return FileSecrets(self.data / "secrets", self.random_bytes)

    @cached_property
    def meter(self) -> Meter:
        return SilentMeter()
