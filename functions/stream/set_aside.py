"""Keep records that always fail as failure files, so that the rest of their shard goes on.

Lambda retries what fails for as long as its records are young, in order. That is right while
DynamoDB or Firehose does not answer; a record that cannot be read would stop all behind it.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from functions.correlation import correlated, id_of_record
from functions.errors import HiloError
from functions.observability import Meter
from functions.ports.blobs import Blobs
from functions.stream.records import sequence_of

logger = logging.getLogger(__name__)

FOLDER = "failures/stream/"
Record = dict[str, Any]


class SetAside:
    def __init__(self, blobs: Blobs, clock: Callable[[], int], meter: Meter) -> None:
        self._blobs = blobs
        self._clock = clock
        self._meter = meter

    def __call__(
        self, records: Sequence[Record], failed: Mapping[str, Exception]
    ) -> dict[str, Exception]:
        """Keep the records that failed for good; the answer is those that Lambda must send again.

        A `HiloError` says that a service did not answer or that another writer was faster: it may
        pass. Any other error comes again with the same record.
        """
        left = dict(failed)
        for record in records:
            sequence = sequence_of(record)
            if sequence in left and not isinstance(left[sequence], HiloError):
                with correlated(id_of_record(record)):
                    self._keep(sequence, record, left)
        return left

    def _keep(self, sequence: str, record: Record, left: dict[str, Exception]) -> None:
        day = datetime.fromtimestamp(self._clock() / 1000, UTC)
        key = f"{FOLDER}dt={day:%Y-%m-%d}/{sequence}.json"
        try:
            self._blobs.write(key, json.dumps({"Records": [record]}).encode())
        except HiloError as error:
            left[sequence] = error
            return
        del left[sequence]
        self._meter.count("stream_records_set_aside")
        logger.error("a record cannot be processed and is kept as %s", key)
