"""Storage calls counted: what each read and wrote, in units by AWS's rules.

A client is wrapped, so that it is the same whichever engine answers. Indexes are not counted.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.storage.capacity import TRANSACTION_FACTOR, item_size, read_units, write_units

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    operation: str
    read_units: float = 0.0
    write_units: int = 0
    rows: int = 0
    bytes: int = 0


@dataclass
class StorageMeter:
    """The calls of all clients that it wraps, in the order in which they ended."""

    calls: list[Call] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wrap(self, client: Any) -> Any:
        return MeteredClient(client, self)

    def add(self, call: Call) -> None:
        with self._lock:
            self.calls.append(call)

    def reset(self) -> None:
        self.calls.clear()

    @property
    def read_units(self) -> float:
        return sum(call.read_units for call in self.calls)

    @property
    def write_units(self) -> int:
        return sum(call.write_units for call in self.calls)

    @property
    def bytes(self) -> int:
        return sum(call.bytes for call in self.calls)

    def __str__(self) -> str:
        return (
            f"{len(self.calls):3} calls, {self.read_units:6g} read and {self.write_units:4} write"
            f" units, {self.bytes:9,} bytes"
        )


class MeteredClient:
    """A DynamoDB client that reports each call to a meter; what it does not know passes through."""

    def __init__(self, client: Any, meter: StorageMeter) -> None:
        self._client = client
        self._meter = meter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def get_item(self, **asked: Any) -> Any:
        answer = self._client.get_item(**asked)
        rows = [answer.get("Item", {})]  # what is not there costs a unit, too
        self._read("get_item", rows, consistent=asked.get("ConsistentRead", False))
        return answer

    def query(self, **asked: Any) -> Any:
        answer = self._client.query(**asked)
        consistent = asked.get("ConsistentRead", False)
        self._read("query", answer["Items"], consistent=consistent, together=True)
        return answer

    def batch_get_item(self, **asked: Any) -> Any:
        answer = self._client.batch_get_item(**asked)
        for table, wanted in asked["RequestItems"].items():
            rows = answer["Responses"].get(table, [])
            missing: list[Row] = [{}] * (len(wanted["Keys"]) - len(rows))
            consistent = wanted.get("ConsistentRead", False)
            self._read("batch_get_item", [*rows, *missing], consistent=consistent)
        return answer

    def put_item(self, **asked: Any) -> Any:
        self._write("put_item", [asked["Item"]])
        return self._client.put_item(**asked)

    def delete_item(self, **asked: Any) -> Any:
        self._write("delete_item", [self._found(asked["TableName"], asked["Key"])])
        return self._client.delete_item(**asked)

    def update_item(self, **asked: Any) -> Any:
        answer = self._client.update_item(**asked)
        self._write("update_item", [self._found(asked["TableName"], asked["Key"])])
        return answer

    def batch_write_item(self, **asked: Any) -> Any:
        rows = [
            request["PutRequest"]["Item"]
            if "PutRequest" in request
            else self._found(table, request["DeleteRequest"]["Key"])
            for table, requests in asked["RequestItems"].items()
            for request in requests
        ]
        self._write("batch_write_item", rows)
        return self._client.batch_write_item(**asked)

    def transact_write_items(self, **asked: Any) -> Any:
        parts = [part for each in asked["TransactItems"] for part in each.values()]
        rows = [p["Item"] if "Item" in p else self._found(p["TableName"], p["Key"]) for p in parts]
        self._write("transact_write_items", rows, factor=TRANSACTION_FACTOR)
        return self._client.transact_write_items(**asked)

    def get_paginator(self, operation: str) -> Any:
        if operation != "query":
            return self._client.get_paginator(operation)
        return _Pages(self)

    def _found(self, table: str, key: Row) -> Row:
        answer = self._client.get_item(TableName=table, Key=key, ConsistentRead=True)
        row: Row = answer.get("Item", {})
        return row

    def _read(
        self, operation: str, rows: Iterable[Row], *, consistent: bool, together: bool = False
    ) -> None:
        sizes = [item_size(row) for row in rows]
        units = read_units(sizes, consistent=consistent, together=together)
        self._meter.add(Call(operation, units, 0, len(sizes), sum(sizes)))

    def _write(self, operation: str, rows: Iterable[Row], factor: int = 1) -> None:
        sizes = [item_size(row) for row in rows]
        units = factor * sum(map(write_units, sizes))
        self._meter.add(Call(operation, 0.0, units, len(sizes), sum(sizes)))


class _Pages:
    def __init__(self, client: MeteredClient) -> None:
        self._client = client

    def paginate(self, **asked: Any) -> Iterator[Any]:
        while True:
            answer = self._client.query(**asked)
            yield answer
            if "LastEvaluatedKey" not in answer:
                return
            asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
