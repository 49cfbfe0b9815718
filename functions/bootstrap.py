"""The composition root: the only place that chooses the implementation of each service."""

import secrets
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from functools import cached_property, partial
from typing import TYPE_CHECKING

from functions.correlation import CorrelatedThreads, correlating
from functions.domain.erasure import person_digest
from functions.domain.person import Person
from functions.domain.store_currency import StoreCurrency
from functions.observability import CloudWatchMeter, Handler, Meter, log_as_json
from functions.ports.aws.s3_blobs import S3Blobs
from functions.ports.aws.ssm_secrets import SsmSecrets
from functions.services.people.erasures import Erasures
from functions.settings import Settings
from functions.storage.client import aws_client, reading_client, writing_client
from functions.storage.storage import Storage
from functions.storage.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from functions.domain.nudges.guards.case import Guard
    from functions.domain.nudges.recipients.addresses import Channel
    from functions.domain.process_state import ProcessState
    from functions.ports.blobs import Blobs
    from functions.ports.channel_sender import Senders
    from functions.ports.containers import Containers
    from functions.ports.event_bus import EventBus
    from functions.ports.images import Images
    from functions.ports.lake import Lake
    from functions.ports.push_endpoints import PushEndpoints
    from functions.ports.queue import Queue
    from functions.ports.secrets import Secrets
    from functions.ports.topic import Topic
    from functions.ports.uploads import Uploads
    from functions.ports.webhooks import Webhooks
    from functions.services.people.carts import Carts
    from functions.services.people.event_log import EventLog
    from functions.services.people.profiles import UpdateProfiles
    from functions.services.people.timeline import Timeline

# First pages of a person's names, read side by side.
_READERS = 16


def utc_now_ms() -> int:
    return time.time_ns() // 1_000_000


def table_names(settings: Settings) -> TableNames:
    return TableNames(settings.events_table, settings.customers_table, settings.catalog_table)


class Services:
    """Services of a function on AWS. The laptop's subclass replaces the cloud's parts.

    Each service is made at its first use, so that no function pays for another's.
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
        names = table_names(self.settings)
        return Storage(names, self.writing_client, self.reading_client)

    @cached_property
    def writing_client(self) -> "DynamoDBClient":
        return writing_client(self.settings.dynamodb_endpoint_url or None)

    @cached_property
    def reading_client(self) -> "DynamoDBClient":
        return reading_client(self.settings.dynamodb_endpoint_url or None)

    @cached_property
    def blobs(self) -> "Blobs":
        return S3Blobs(aws_client("s3", endpoint_url=self._endpoint), self.settings.bucket)

    @cached_property
    def lake(self) -> "Lake":
        from functions.ports.aws.firehose_lake import FirehoseLake

        client = aws_client("firehose", endpoint_url=self._endpoint)
        return FirehoseLake(client, self.settings.lake_stream)

    @cached_property
    def restock_queue(self) -> "Queue":
        return self._queue(self.settings.restock_queue_url)

    @cached_property
    def sweeps(self) -> "Topic":
        from functions.ports.aws.sns_topic import SnsTopic

        client = aws_client("sns", endpoint_url=self._endpoint)
        return SnsTopic(client, self.settings.sweeps_topic)

    @cached_property
    def delivery_queue(self) -> "Queue":
        return self._queue(self.settings.delivery_queue_url)

    @cached_property
    def failed_runs(self) -> "Queue":
        return self._queue(self.settings.failed_runs_url)

    @cached_property
    def uploads(self) -> "Uploads":
        from botocore.config import Config

        from functions.ports.aws.s3_uploads import S3Uploads

        signing = Config(signature_version="s3v4")
        client = aws_client("s3", endpoint_url=self._endpoint, config=signing)
        return S3Uploads(client, self.settings.bucket, self.blobs)

    @cached_property
    def event_bus(self) -> "EventBus":
        from functions.ports.aws.eventbridge_bus import EventBridgeBus

        client = aws_client("events", endpoint_url=self._endpoint)
        return EventBridgeBus(client, self.settings.bus_name)

    @cached_property
    def webhooks(self) -> "Webhooks":
        from functions.ports.web.pinned_post import PinnedPost

        return PinnedPost()

    def _queue(self, url: str) -> "Queue":
        from functions.ports.aws.sqs_queue import SqsQueue

        return SqsQueue(aws_client("sqs", endpoint_url=self._endpoint), url)

    @cached_property
    def senders(self) -> "Senders":
        from functions.ports.aws.senders import AwsSenders

        return AwsSenders(partial(aws_client, endpoint_url=self._endpoint))

    @cached_property
    def images(self) -> "Images":
        from functions.ports.web.images import WebImages

        return WebImages()

    @cached_property
    def push_endpoints(self) -> "PushEndpoints":
        from functions.ports.aws.sns_endpoints import SnsEndpoints

        return SnsEndpoints(aws_client("sns", endpoint_url=self._endpoint))

    @cached_property
    def containers(self) -> "Containers | None":
        """Where a training goes that is too big for this process; None if nowhere."""
        settings = self.settings
        if not settings.retrain_task:
            return None
        from functions.ports.aws.ecs_containers import EcsContainers, EcsTaskConfig

        networks = (
            settings.retrain_subnets.split(","),
            settings.retrain_security_groups.split(","),
        )
        client = aws_client("ecs", endpoint_url=self._endpoint)
        return EcsContainers(
            client, EcsTaskConfig(settings.retrain_cluster, settings.retrain_task, *networks)
        )

    @cached_property
    def secrets(self) -> "Secrets":
        client = aws_client("ssm", endpoint_url=self._endpoint)
        return SsmSecrets(client, self.settings.secrets_prefix, self.random_bytes)

    @cached_property
    def erasures(self) -> Erasures:
        return Erasures(self.storage.erasures, self.person_digest)

    def process_state(self) -> "ProcessState | None":
        """Return how far this process has come; None on AWS, where CloudWatch shows it."""
        return None

    def person_digest(self, person: Person) -> str:
        """What an erasure calls a person."""
        return person_digest(person, self._erasure_secret)

    def recipient_digest(self, channel: "Channel", address: str) -> str:
        """What stands for a normalised address; its secret never changes."""
        from functions.domain.nudges.recipients.addresses import recipient_digest

        return recipient_digest(channel, address, self._recipient_secret)

    @cached_property
    def update_profiles(self) -> "UpdateProfiles":
        from functions.services.people.fold_profile import FoldProfile
        from functions.services.people.profile_inputs import ReadProfileInputs
        from functions.services.people.profiles import UpdateProfiles

        return UpdateProfiles(
            events=self.storage.events,
            profiles=self.storage.profiles,
            identity=self.storage.identity,
            erasures=self.erasures,
            read_inputs=ReadProfileInputs(
                profiles=self.storage.profiles,
                identity=self.storage.identity,
                preferences=self.storage.preferences,
                bases=self.storage.cart_bases,
                erasures=self.erasures,
            ),
            fold=FoldProfile(self.storage.events, self.event_log),
            carts=self.carts,
        )

    @cached_property
    def event_log(self) -> "EventLog":
        from functions.services.people.event_log import EventLog

        return EventLog(self.storage.events, self.pool(_READERS))

    @cached_property
    def timeline(self) -> "Timeline":
        from functions.services.people.timeline import Timeline

        return Timeline(self.storage.events, self.storage.identity, self.event_log)

    @cached_property
    def nudge_guards(self) -> "tuple[Guard, ...]":
        """The rules of nudges; a test that sets another tuple before first use leaves one out."""
        from functions.domain.nudges.guards.registry import GUARDS

        return GUARDS

    @cached_property
    def carts(self) -> "Carts":
        from functions.services.people.carts import Carts

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
    def _recipient_secret(self) -> bytes:
        return self.secrets.get("recipients")

    @property
    def store_currency(self) -> StoreCurrency:
        return StoreCurrency(self.settings.currency, self.settings.currency_rates)

    @cached_property
    def meter(self) -> Meter:
        return CloudWatchMeter(self.settings.stack)

    def pool(self, size: int) -> Executor:
        """Runs up to `size` calls of one request at a time."""
        return CorrelatedThreads(size)

    def handling(self, handler: Handler) -> Handler:
        """Return what Lambda calls: its metrics are written, and its log lines have one id."""
        return self.meter.flushing(correlating(handler))

    @property
    def _endpoint(self) -> str | None:
        return self.settings.aws_endpoint_url or None


def bootstrap(service: str, environment: Mapping[str, str]) -> Services:
    """The services of one Lambda function; called once, by its `handler.py`, as it loads."""
    settings = Settings.from_environment(environment)
    log_as_json(service, settings.log_level)
    return Services(settings)
