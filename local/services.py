"""The laptop's services: a folder in place of the bucket, and no cloud at all."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from functions.bootstrap import Services, Storage, utc_now_ms
from functions.observability import Meter, SilentMeter
from functions.ports.blobs import Blobs
from functions.ports.folder_blobs import FolderBlobs
from functions.ports.lake import FolderLake, Lake
from functions.ports.secrets import FileSecrets, Secrets
from functions.settings import Settings
from local.leases import FolderLeases


class LaptopServices(Services):
    """As on AWS, with `data` for lake, models, snapshots and secrets."""

    def __init__(
        self,
        settings: Settings,
        data: Path,
        *,
        clock: Callable[[], int] = utc_now_ms,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        super().__init__(settings, clock=clock, random_bytes=random_bytes)
        self.data = data

    @cached_property
    def storage(self) -> Storage:
        return replace(super().storage, leases=FolderLeases(self.data / "leases"))

    @cached_property
    def blobs(self) -> Blobs:
        return FolderBlobs(self.data)

    @cached_property
    def lake(self) -> Lake:
        return FolderLake(self.data, self.clock)

    @cached_property
    def secrets(self) -> Secrets:
        return FileSecrets(self.data / "secrets", self.random_bytes)

    @cached_property
    def meter(self) -> Meter:
        return SilentMeter()
