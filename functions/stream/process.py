"""Process new events in batches: write them to the lake, and update profiles."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from functions.correlation import correlated, id_of_record
from functions.domain.event import Event
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import Person
from functions.errors import HiloError
from functions.observability import Meter
from functions.ports.lake import Lake
from functions.services.nudges.item_news.interests import Interests
from functions.services.nudges.planning import Planning
from functions.services.people.erasures import Erasures
from functions.services.people.preferences import OptOuts
from functions.services.people.profiles import UpdateProfiles
from functions.storage.events import EventRows
from functions.storage.identity import IdentityRows, Owners
from functions.stream.lake_line import lake_line
from functions.stream.records import event_of, sequence_of
from functions.stream.set_aside import SetAside

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Nudges:
    """What events do for nudges; the settings are read once a batch."""

    settings: Callable[[], NudgeSettings]
    planning: Planning
    interests: Interests


class ProcessEvents:
    """The batch is processed as a whole, and its failures are reported record by record.

    Every step may be done again: the lake's readers count an event once, and a profile is
    recomputed, not incremented.
    """

    def __init__(
        self,
        *,
        lake: Lake,
        events: EventRows,
        identity: IdentityRows,
        erasures: Erasures,
        opt_outs: OptOuts,
        profiles: UpdateProfiles | None,
        nudges: Nudges | None,
        meter: Meter,
        set_aside: SetAside | None = None,
    ) -> None:
        self._lake = lake
        self._events = events
        self._identity = identity
        self._erasures = erasures
        self._objections = opt_outs
        self._profiles = profiles
        self._nudges = nudges
        self._meter = meter
        self._set_aside = set_aside

    def __call__(self, event: dict[str, Any], context: Any) -> Any:
        """Process a stream event; the answer lists what Lambda must send again."""
        failed = self._failures(event["Records"])

        def fail_if_unprocessed(record: DynamoDBRecord) -> None:
            if fault := failed.get(sequence_of(record.raw_event)):
                raise fault

        return process_partial_response(
            event=event,
            record_handler=fail_if_unprocessed,
            processor=BatchProcessor(
                EventType.DynamoDBStreams, raise_on_entire_batch_failure=False
            ),
            context=context,
        )

    def _failures(self, records: list[dict[str, Any]]) -> dict[str, Exception]:
        try:
            failed = self._process(records)
        except Exception as fault:
            if len(records) > 1:
                raise  # Lambda splits the batch until the record at fault is alone
            logger.exception("a record that our code fails on")
            failed = {sequence_of(records[0]): fault}
        if failed:
            self._meter.count("stream_records_failed", len(failed))
            _log(records, failed)
        return self._set_aside(records, failed) if self._set_aside else failed

    def _process(self, records: list[dict[str, Any]]) -> dict[str, Exception]:
        events, failed = _parsed(records)
        try:
            events, strays = self._as_stored(events)
            events = self._not_forgotten(events)
            links = self._identity.owners([e.person for e in (*events.values(), *strays.values())])
            unlearned = self._objections.among(list(events.values()), links)
        except HiloError as error:
            return failed | dict.fromkeys(events, error)
        failed |= self._into_lake(events, unlearned)
        failed |= self._into_profiles({**events, **strays}, links)
        return failed | self._into_nudges(events)

    def _as_stored(self, events: dict[str, Event]) -> tuple[dict[str, Event], dict[str, Event]]:
        """The events with all of their items, and those stored twice, which are deleted."""
        arrived = self._events.arrived(list(events.values()))
        self._events.delete_strays(arrived.strays)
        whole = {_row_of(event): event for event in arrived.events}
        stand = {s: whole[_row_of(e)] for s, e in events.items() if _row_of(e) in whole}
        return stand, {s: e for s, e in events.items() if s not in stand}

    def _not_forgotten(self, events: dict[str, Event]) -> dict[str, Event]:
        """Return the events without those of persons erased meanwhile, which are deleted again.

        They were stored while the erasure was running. What is erased after this look is deleted by
        that erasure itself; its line is found by the lake's sweep.
        """
        covered = [event for event, _ in self._erasures.covering(events.values())]
        self._events.delete(covered)
        if self._profiles:
            for person in dict.fromkeys(event.person for event in covered):
                self._profiles.renew(person)
        gone = {(event.person, event.message_id) for event in covered}
        return {s: e for s, e in events.items() if (e.person, e.message_id) not in gone}

    def _into_lake(self, events: dict[str, Event], unlearned: set[str]) -> dict[str, Exception]:
        sequences = list(events)
        lines = [
            lake_line(event, learn=event.learn and event.message_id not in unlearned)
            for event in events.values()
        ]
        refused = HiloError("the lake did not take the line")
        return {sequences[position]: refused for position in self._lake.append(lines)}

    def _into_nudges(self, events: dict[str, Event]) -> dict[str, Exception]:
        if self._nudges is None:
            return {}
        failed: dict[str, Exception] = {}
        try:
            settings = self._nudges.settings()
            failed = self._nudges.planning.arrived(events, settings)
            self._nudges.interests.arrived(events, settings)
        except HiloError as error:
            return failed | dict.fromkeys(events, error)
        return failed

    def _into_profiles(
        self, events: dict[str, Event], links: Mapping[Person, Owners]
    ) -> dict[str, Exception]:
        if self._profiles is None:
            return {}
        try:
            failed = self._profiles.arrived(list(events.values()), links)
        except HiloError as error:
            return dict.fromkeys(events, error)
        return {s: failed[event.person] for s, event in events.items() if event.person in failed}


def _log(records: list[dict[str, Any]], failed: dict[str, Exception]) -> None:
    """Write a line for each record that failed, with the id of the request that brought it."""
    for record in records:
        if fault := failed.get(sequence_of(record)):
            with correlated(id_of_record(record)):
                logger.warning("a record was not processed: %s", type(fault).__name__)


def _row_of(event: Event) -> tuple[Person, str, int, int | None]:
    return event.person, event.message_id, event.at, event.claimed_at


def _parsed(records: list[dict[str, Any]]) -> tuple[dict[str, Event], dict[str, Exception]]:
    events: dict[str, Event] = {}
    failed: dict[str, Exception] = {}
    for record in records:
        try:
            events[sequence_of(record)] = event_of(record)
        except (KeyError, ValueError, TypeError, LookupError) as error:
            logger.exception("a record that is no event of ours")
            failed[sequence_of(record)] = error
    return events, failed
