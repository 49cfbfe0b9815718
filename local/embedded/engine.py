"""An embedded DynamoDB: its operations by name, over one database.

with EmbeddedEngine(folder) as engine:
    dynamodb = engine.client("dynamodb")
"""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from local.embedded.contents import Contents
from local.embedded.database import Database, Synchronous
from local.embedded.expiry import Expiry
from local.embedded.queries import Queries
from local.embedded.reads import Reads
from local.embedded.single_writes import SingleWrites
from local.embedded.streams import Streams
from local.embedded.tables import Tables
from local.embedded.transactions import Transactions

Operation = Callable[[Mapping[str, Any]], dict[str, Any]]
REGION = "us-east-1"


def utc_now_ms() -> int:
    return time.time_ns() // 1_000_000


class EmbeddedEngine:
    """The operations of DynamoDB and DynamoDB Streams over one database.

    Args:
        folder: where the tables are kept; None keeps them in memory.
        clock: UTC milliseconds; the age of records, iterators and tokens, and expiry, go by it.
        synchronous: `NORMAL` survives the end of the process, `FULL` a power cut too.
        region: as it stands in ARNs and records.

    Raises:
        EngineError: another process has the folder, or another version wrote it.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        clock: Callable[[], int] = utc_now_ms,
        synchronous: Synchronous = "NORMAL",
        region: str = REGION,
    ) -> None:
        self.region = region
        self.clock = clock
        self._database = Database(folder, synchronous)
        self.tables = Tables(self._database, clock, region)
        self.tables.catch_up_indexes()
        self.contents = Contents(self._database, self.tables)
        self._expiry = Expiry(self._database, self.tables, clock)
        self._streams = Streams(self._database, self.tables, clock, region)
        self.operations = _operations(self._database, self.tables, clock, self._streams)

    def __enter__(self) -> "EmbeddedEngine":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the folder; what was answered is kept."""
        self._database.close()

    def expire_items(self) -> int:
        """Delete the items that have expired, and return how many there were."""
        return self._expiry.expire_items()

    def trim_streams(self) -> None:
        """Delete the stream records of more than a day ago."""
        for table in self.tables:
            self._streams.trim(table)

    def lag_indexes(self, lag: bool) -> None:
        """Change indexes only by `catch_up_indexes` from now on, or again with each write."""
        self.tables.lag_indexes(lag)

    def catch_up_indexes(self, changes: int | None = None) -> int:
        """Bring the oldest changes, or all, into the indexes, and return how many there were."""
        return self.tables.catch_up_indexes(changes)


def _operations(
    database: Database, tables: Tables, clock: Callable[[], int], streams: Streams
) -> Mapping[str, Mapping[str, Operation]]:
    """The operations of each service, by their names in botocore's service model."""
    reads, queries = Reads(database, tables), Queries(database, tables)
    writes = SingleWrites(database, tables, clock)
    return {
        "dynamodb": {
            "CreateTable": tables.create,
            "DescribeTable": tables.describe,
            "DeleteTable": tables.delete,
            "ListTables": tables.list,
            "UpdateTimeToLive": tables.update_time_to_live,
            "DescribeTimeToLive": tables.describe_time_to_live,
            "PutItem": writes.put_item,
            "UpdateItem": writes.update_item,
            "DeleteItem": writes.delete_item,
            "BatchWriteItem": writes.batch_write_item,
            "TransactWriteItems": Transactions(database, tables, clock).transact_write_items,
            "GetItem": reads.get_item,
            "BatchGetItem": reads.batch_get_item,
            "TransactGetItems": reads.transact_get_items,
            "Query": queries.query,
            "Scan": queries.scan,
        },
        "dynamodbstreams": {
            "ListStreams": streams.list_streams,
            "DescribeStream": streams.describe_stream,
            "GetShardIterator": streams.get_shard_iterator,
            "GetRecords": streams.get_records,
        },
    }
