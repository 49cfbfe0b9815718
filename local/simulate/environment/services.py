"""The system's own services on the simulated clock, tables and ports."""

from concurrent.futures import Executor
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING

from functions.bootstrap import Services
from functions.observability import Meter
from functions.ports.blobs import Blobs
from functions.ports.lake import Lake
from functions.ports.push_endpoints import PushEndpoints
from functions.ports.secrets import Secrets
from functions.settings import Settings
from local.simulate.environment.kernel import Kernel
from local.simulate.environment.memory import (
    CountingLake,
    CountingMeter,
    MemoryBlobs,
    NamedDevices,
    SeededSecrets,
)
from local.simulate.environment.same_thread import SameThread

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class SimulatedServices(Services):
    """As on AWS, with the tables behind `client` and everything else in memory."""

    def __init__(
        self, settings: Settings, kernel: Kernel, client: "DynamoDBClient", random: Random
    ) -> None:
        super().__init__(settings, clock=kernel.clock, random_bytes=random.randbytes)
        self._client = client

    @cached_property
    def writing_client(self) -> "DynamoDBClient":
        return self._client

    @cached_property
    def reading_client(self) -> "DynamoDBClient":
        return self._client

    def pool(self, size: int) -> Executor:  # noqa: ARG002 there is one thread
        return SameThread()

    @cached_property
    def blobs(self) -> Blobs:
        return MemoryBlobs()

    @cached_property
    def lake(self) -> Lake:
        return CountingLake()

    @cached_property
    def secrets(self) -> Secrets:
        return SeededSecrets()

    @cached_property
    def push_endpoints(self) -> PushEndpoints:
        return NamedDevices()

    @cached_property
    def meter(self) -> Meter:
        return CountingMeter()
