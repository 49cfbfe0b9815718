"""The streams of the tables, as DynamoDB Streams reads them: one shard each, 24 hours long.

The hours count while an engine runs on the folder: what was written before a pause of days can be
read after it.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from local.embedded.database import Database
from local.embedded.faults import Refused, invalid
from local.embedded.item_text import loaded
from local.embedded.table import TIME_TO_LIVE, Table
from local.embedded.tables import Tables, stream_label

KEEP_MS = 24 * 3_600_000
ITERATOR_MS = 15 * 60_000
MAX_RECORDS = 1000
MAX_BYTES = 1024 * 1024
_FIRST = 10**20  # so that sequence numbers have the 21 digits that clients expect
_TRIM_EVERY = 256
Answer = dict[str, Any]


class Streams:
    def __init__(
        self, database: Database, tables: Tables, clock: Callable[[], int], region: str
    ) -> None:
        self._database = database
        self._tables = tables
        self._clock = clock
        self._region = region
        self._opened_at = clock()
        self._reads = 0

    def list_streams(self, call: Mapping[str, Any]) -> Answer:
        found = [
            {
                "StreamArn": self._tables.stream_arn(table),
                "TableName": table.definition.name,
                "StreamLabel": stream_label(table),
            }
            for table in self._tables
            if table.definition.stream_view
            and call.get("TableName") in {None, table.definition.name}
        ]
        return {"Streams": found}

    def describe_stream(self, call: Mapping[str, Any]) -> Answer:
        table = self._find(call["StreamArn"])
        definition = table.definition
        shard = {
            "ShardId": shard_id(table),
            "SequenceNumberRange": {"StartingSequenceNumber": _sequence(0)},
        }
        is_after = call.get("ExclusiveStartShardId") == shard["ShardId"]
        return {
            "StreamDescription": {
                "StreamArn": call["StreamArn"],
                "StreamLabel": stream_label(table),
                "StreamStatus": "ENABLED",
                "StreamViewType": definition.stream_view,
                "CreationRequestDateTime": _time(definition.created_at),
                "TableName": definition.name,
                "KeySchema": definition.key.as_request(),
                "Shards": [] if is_after else [shard],
            }
        }

    def get_shard_iterator(self, call: Mapping[str, Any]) -> Answer:
        table = self._find(call["StreamArn"])
        if call["ShardId"] != shard_id(table):
            raise Refused(
                "ResourceNotFoundException",
                f"Requested resource not found: Shard does not exist: {call['ShardId']}",
            )
        with self._database.reading():
            return {"ShardIterator": self._iterator(call["StreamArn"], self._first(call, table))}

    def get_records(self, call: Mapping[str, Any]) -> Answer:
        """The next records, at most `Limit` and 1 MB; the shard never ends."""
        limit = call.get("Limit", MAX_RECORDS)
        if not 1 <= limit <= MAX_RECORDS:
            raise invalid(f"Limit must be between 1 and {MAX_RECORDS}")
        arn, number, made_at = _read_iterator(call["ShardIterator"])
        table = self._find(arn)
        if self._clock() - made_at > ITERATOR_MS:
            raise Refused("ExpiredIteratorException", "Iterator expired")
        self._trim_now_and_then(table)
        with self._database.reading():
            if number < self._oldest(table):
                raise _trimmed()
            rows = self._rows(table, number, limit)
        following = rows[-1][0] + 1 if rows else number
        return {
            "Records": [self._record(table, row) for row in rows],
            "NextShardIterator": self._iterator(arn, following),
        }

    def trim(self, table: Table) -> None:
        """Delete the records that cannot be read any more."""
        with self._database.writing():
            last = self._oldest(table) - 1
            run = self._database.execute
            run(f"DELETE FROM {table.stream} WHERE number <= ?", (last,))  # noqa: S608 our name
            run(
                "UPDATE tables SET last_trimmed = ? WHERE id = ? AND last_trimmed < ?",
                (last, table.number, last),
            )

    def _trim_now_and_then(self, table: Table) -> None:
        self._reads += 1
        if self._reads % _TRIM_EVERY == 0:
            self.trim(table)

    def _first(self, call: Mapping[str, Any], table: Table) -> int:
        """The number of the first record that an iterator gives."""
        oldest = self._oldest(table)
        match call["ShardIteratorType"]:
            case "TRIM_HORIZON":
                return oldest
            case "LATEST":
                return table.next_record()
            case "AT_SEQUENCE_NUMBER":
                number = _number(call)
            case "AFTER_SEQUENCE_NUMBER":
                number = _number(call) + 1
            case other:
                raise invalid(f"ShardIteratorType {other}")
        if number < oldest:
            raise _trimmed()
        return number

    def _oldest(self, table: Table) -> int:
        """The number of the oldest record that is still to be read, or of the next one."""
        limit = self._clock() - KEEP_MS
        run = self._database.execute
        (trimmed,) = run("SELECT last_trimmed FROM tables WHERE id = ?", (table.number,)).fetchone()
        if self._opened_at >= limit:
            return int(trimmed) + 1
        found = run(
            f"SELECT number FROM {table.stream} WHERE at >= ? ORDER BY number LIMIT 1",  # noqa: S608
            (limit,),
        ).fetchone()
        return int(found[0]) if found else table.next_record()

    def _rows(self, table: Table, number: int, limit: int) -> list[Any]:
        found = self._database.execute(
            "SELECT number, at, event, keys, old, new, size"  # noqa: S608 our own name
            f" FROM {table.stream} WHERE number >= ? ORDER BY number LIMIT ?",
            (number, limit),
        )
        rows, size = list[Any](), 0
        for row in found:
            size += row[-1]
            if rows and size > MAX_BYTES:
                break
            rows.append(row)
        return rows

    def _record(self, table: Table, row: Any) -> Answer:
        number, at, event, keys, old, new, size = row
        change: Answer = {
            "ApproximateCreationDateTime": _time(at // 1000 * 1000),
            "Keys": loaded(keys),
            "SequenceNumber": _sequence(number),
            "SizeBytes": size,
            "StreamViewType": table.definition.stream_view,
        }
        if new:
            change["NewImage"] = loaded(new)
        if old:
            change["OldImage"] = loaded(old)
        record: Answer = {
            "eventID": f"{table.number:08x}{number:024x}",
            "eventName": event.partition(" ")[0],
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": self._region,
            "dynamodb": change,
        }
        if event == TIME_TO_LIVE:
            record["userIdentity"] = {
                "PrincipalId": "dynamodb.amazonaws.com",
                "Type": "Service",
            }
        return record

    def _find(self, arn: str) -> Table:
        for table in self._tables:
            if table.definition.stream_view and self._tables.stream_arn(table) == arn:
                return table
        raise Refused(
            "ResourceNotFoundException", f"Requested resource not found: Stream: {arn} not found"
        )

    def _iterator(self, arn: str, number: int) -> str:
        """Names all that is needed to go on, so that it outlives the process."""
        text = json.dumps([arn, number, self._clock()])
        return urlsafe_b64encode(text.encode()).decode()


def shard_id(table: Table) -> str:
    return f"shardId-{table.definition.created_at:020}-{table.number:08x}"


def _read_iterator(text: str) -> tuple[str, int, int]:
    try:
        arn, number, made_at = json.loads(urlsafe_b64decode(text))
        return str(arn), int(number), int(made_at)
    except (ValueError, TypeError) as error:
        raise invalid("Invalid ShardIterator") from error


def _sequence(number: int) -> str:
    return str(_FIRST + number)


def record_number(sequence: str) -> int:
    """Return the number of a record in its stream: 1 is the first."""
    return int(sequence) - _FIRST


def _number(call: Mapping[str, Any]) -> int:
    try:
        return record_number(call["SequenceNumber"])
    except (KeyError, ValueError) as error:
        raise invalid("SequenceNumber is missing or no number of this shard") from error


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _trimmed() -> Refused:
    return Refused(
        "TrimmedDataAccessException",
        "The operation attempted to read past the oldest stream record in a shard",
    )
