"""Process failed records again, once the cause of their failure is removed."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from functions.bootstrap import Services
from functions.errors import NotFound
from functions.redrive.failure_records import FailureRecords
from functions.services.erasure import failure_files
from functions.services.erasure.erasure_filter import ErasureFilter
from functions.services.erasure.pending import PendingErasures
from functions.services.erasure.sweep import FAILURES
from functions.storage.leases import LeaseTaken
from functions.stream.wiring import process_streams

logger = logging.getLogger(__name__)

_BATCH = 100
_LEASE_S = 900


@dataclass(frozen=True, slots=True)
class Redriven:
    """Files that are done and gone, and those that stay; `busy` if a training holds the lake."""

    done: int = 0
    left: int = 0
    busy: bool = False


class Redrive:
    """A file goes once all in it was taken; until then it stays as it is, and expires as it would.

    Doing it twice changes nothing: the lake's readers count an event once, and profiles are
    recomputed. It holds the lease of trainings, whose sweep rewrites the same files.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._process = process_streams(services, redrive=True)

    def __call__(self, *, for_s: float) -> Redriven:
        """Process the files that are there, oldest first, for at most about `for_s` seconds.

        Raises:
            Unavailable: S3 does not answer; what is left is there for the next time.
        """
        services = self._services
        holder, now_s = services.random_bytes(8).hex(), services.clock() // 1000
        try:
            with services.storage.leases.hold(
                "retrain", holder=holder, now_s=now_s, for_s=_LEASE_S
            ):
                return self._all(services.clock() + for_s * 1000)
        except LeaseTaken:
            logger.info("a training is running; redrive when it has ended")
            return Redriven(busy=True)

    def _all(self, until: float) -> Redriven:
        keys = sorted(key for prefix in FAILURES for key in self._services.blobs.keys(prefix))
        forgotten = self._forgotten()
        done = 0
        for key in keys:
            if self._services.clock() >= until:
                break
            done += self._one(key, forgotten)
        if len(keys) > done:
            self._services.meter.count("failure_files_left", len(keys) - done)
        logger.info("redriven %d of %d failure files", done, len(keys))
        return Redriven(done, len(keys) - done)

    def _forgotten(self) -> ErasureFilter:
        """Return the pending erasures: no line of an erased person may reach the lake again."""
        pending = [each for _, each in PendingErasures(self._services.blobs).all()]
        return ErasureFilter(pending, self._services.person_digest)

    def _one(self, key: str, forgotten: ErasureFilter) -> bool:
        """Process one file and delete it; False if something of it stays."""
        blobs = self._services.blobs
        try:
            data = blobs.read(key)
            cleaned = failure_files.cleaned(data, forgotten)
            found = FailureRecords.from_file(data if cleaned is None else cleaned)
        except NotFound:  # it expired after it was listed
            return True
        except ValueError as error:
            logger.warning("%s stays: %s", key, error)
            return False
        if not self._taken(found):
            logger.warning("%s stays: not all of it could be processed", key)
            return False
        blobs.delete(key)
        return True

    def _taken(self, found: FailureRecords) -> bool:
        batches = [self._processed(batch) for batch in _batches(found.records)]  # all are tried
        return all(batches) and not self._services.lake.append(found.lines)

    def _processed(self, records: list[dict[str, Any]]) -> bool:
        try:
            answer = self._process({"Records": records}, None)
        except Exception:
            logger.exception("records that our code still fails on")
            return False
        return not answer["batchItemFailures"]


def _batches(records: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    return (records[at : at + _BATCH] for at in range(0, len(records), _BATCH))
