"""The composition root: the only place that knows which real thing stands behind each name."""

import secrets
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import boto3

from functions.domain.erasure import mark_of
from functions.domain.person import Person
from functions.observability import CloudWatchMeter, Meter, log_as_json
from functions.people.carts import Carts
from functions.people.erasures import Erasures
from functions.people.event_log import EventLog
from functions.people.profiles import UpdateProfiles
from functions.people.story import Story
from functions.ports.blobs import Blobs
from functions.ports.containers import Containers, EcsContainers, Where
from functions.ports.lake import FirehoseLake, Lake
from functions.ports.s3_blobs import S3Blobs
from functions.ports.secrets import Secrets, SsmSecrets
from functions.settings import Settings
from functions.storage.access_keys import AccessKeys
from functions.storage.cart_bases import CartBases
from functions.storage.catalog import Catalog
from functions.storage.client import reading_client, writing_client
from functions.storage.customer_rows import CustomerRows
from functions.storage.erasures import ErasureRows
from functions.storage.events import Events
from functions.storage.identity import Identity
from functions.storage.leases import Leases
from functions.storage.preferences import PreferenceRows
from functions.storage.profiles import Profiles
from functions.storage.rules import RuleRows
from functions.storage.stock import Stock
from functions.storage.traits import TraitRows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# First pages of a person's names, read side by side.
_READERS = 16


def utc_now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Storage:
    """DynamoDB as our own words. `impatient` ones are read while somebody waits for a page."""

    events: Events
    profiles: Profiles
    cart_bases: CartBases
    identity: Identity
    traits: TraitRows
    preferences: PreferenceRows
    erasures: ErasureRows
    customer_rows: CustomerRows
    catalog: Catalog
    stock: Stock
    access_keys: AccessKeys
    rules: RuleRows
    leases: Leases
    impatient_events: Events
    impatient_profiles: Profiles
    impatient_catalog: Catalog
    impatient_rules: RuleRows

    @classmethod
    def connect(
        cls, settings: Settings, patient: "DynamoDBClient", impatient: "DynamoDBClient"
    ) -> "Storage":
        return cls(
            events=Events(patient, settings.events_table),
            profiles=Profiles(patient, settings.customers_table),
            cart_bases=CartBases(patient, settings.customers_table),
            identity=Identity(patient, settings.customers_table),
            traits=TraitRows(patient, settings.customers_table),
            preferences=PreferenceRows(patient, settings.customers_table),
            erasures=ErasureRows(patient, settings.customers_table),
            customer_rows=CustomerRows(patient, settings.customers_table),
            catalog=Catalog(patient, settings.catalog_table),
            stock=Stock(patient, settings.catalog_table),
            access_keys=AccessKeys(impatient, settings.customers_table),
            rules=RuleRows(patient, settings.customers_table),
            leases=Leases(patient, settings.customers_table),
            impatient_events=Events(impatient, settings.events_table),
            impatient_profiles=Profiles(impatient, settings.customers_table),
            impatient_catalog=Catalog(impatient, settings.catalog_table),
            impatient_rules=RuleRows(impatient, settings.customers_table),
        )


class Services:
    """What a function stands on, on AWS. The laptop's version replaces the cloud's parts.

    Each part is made when it is first asked for, so that no function pays for another's.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], int] = utc_now_ms,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.random_bytes = random_bytes

    @cached_property
    def storage(self) -> Storage:
        return Storage.connect(self.settings, self.writing_client, self.reading_client)

    @cached_property
    def writing_client(self) -> "DynamoDBClient":
        return writing_client(self.settings.dynamodb_endpoint_url or None)

    @cached_property
    def reading_client(self) -> "DynamoDBClient":
        return reading_client(self.settings.dynamodb_endpoint_url or None)

    @cached_property
    def blobs(self) -> Blobs:
        return S3Blobs(boto3.client("s3", endpoint_url=self._endpoint), self.settings.bucket)

    @cached_property
    def lake(self) -> Lake:
        client = boto3.client("firehose", endpoint_url=self._endpoint)
        return FirehoseLake(client, self.settings.lake_stream)

    @cached_property
    def containers(self) -> Containers | None:
        """Where a training goes that is too big for this process; None if nowhere."""
        said = self.settings
        if not said.retrain_task:
            return None
        networks = (said.retrain_subnets.split(","), said.retrain_security_groups.split(","))
        client = boto3.client("ecs", endpoint_url=self._endpoint)
        return EcsContainers(client, Where(said.retrain_cluster, said.retrain_task, *networks))

    @cached_property
    def secrets(self) -> Secrets:
        client = boto3.client("ssm", endpoint_url=self._endpoint)
        return SsmSecrets(client, self.settings.secrets_prefix, self.random_bytes)

    @cached_property
    def erasures(self) -> Erasures:
        return Erasures(self.storage.erasures, self.mark_of)

    def mark_of(self, person: Person) -> str:
        """What an erasure calls a person."""
        return mark_of(person, self._erasure_secret)

    @cached_property
    def update_profiles(self) -> UpdateProfiles:
        return UpdateProfiles(
            events=self.storage.events,
            profiles=self.storage.profiles,
            identity=self.storage.identity,
            preferences=self.storage.preferences,
            erasures=self.erasures,
            log=self.event_log,
            story=self.story,
            carts=self.carts,
        )

    @cached_property
    def event_log(self) -> EventLog:
        return EventLog(self.storage.events, ThreadPoolExecutor(_READERS))

    @cached_property
    def story(self) -> Story:
        return Story(self.storage.events, self.storage.identity, self.event_log)

    @cached_property
    def carts(self) -> Carts:
        return Carts(
            events=self.storage.events,
            log=self.event_log,
            bases=self.storage.cart_bases,
            erasures=self.erasures,
            clock=self.clock,
        )

    @cached_property
    def _erasure_secret(self) -> bytes:
        return self.secrets.get("erasures")

    @cached_property
    def meter(self) -> Meter:
        return CloudWatchMeter()

    @property
    def _endpoint(self) -> str | None:
        return self.settings.aws_endpoint_url or None


def bootstrap(service: str, environment: Mapping[str, str]) -> Services:
    """The services of one Lambda function; called once, by its `handler.py`, as it loads."""
    settings = Settings.from_environment(environment)
    log_as_json(service, settings.log_level)
    return Services(settings)
