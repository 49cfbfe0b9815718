"""PutItem, UpdateItem, DeleteItem and BatchWriteItem."""

from collections.abc import Callable, Mapping
from typing import Any

from local.embedded import capacity, keys
from local.embedded.capacity import Consumed
from local.embedded.database import Database
from local.embedded.expressions.projections import projected, tree_of
from local.embedded.faults import invalid
from local.embedded.table import Stored
from local.embedded.tables import Tables
from local.embedded.values import Item
from local.embedded.writes import Requests, Write, checked_put

MAX_BATCH = 25
Answer = dict[str, Any]


class SingleWrites:
    def __init__(self, database: Database, tables: Tables, clock: Callable[[], int]) -> None:
        self._database = database
        self._tables = tables
        self._clock = clock
        self._requests = Requests(tables)

    def put_item(self, call: Mapping[str, Any]) -> Answer:
        _expect_return(call, "NONE", "ALL_OLD")
        return self._do(self._requests.put(call), call)

    def delete_item(self, call: Mapping[str, Any]) -> Answer:
        _expect_return(call, "NONE", "ALL_OLD")
        return self._do(self._requests.delete(call), call)

    def update_item(self, call: Mapping[str, Any]) -> Answer:
        return self._do(self._requests.update(call), call)

    def batch_write_item(self, call: Mapping[str, Any]) -> Answer:
        """All writes of the batch, none of which has a condition."""
        writes = [
            self._batched(table, request)
            for table, requests in call["RequestItems"].items()
            for request in requests
        ]
        _check_batch(writes, call["RequestItems"])
        wanted = capacity.wanted(call)
        consumed: dict[str, Consumed] = {}
        with self._database.writing():
            for write in writes:
                old, new = self._write(write)
                if wanted:
                    _count(consumed, write, old, new)
        answer: Answer = {"UnprocessedItems": {}}
        if wanted:
            answer["ConsumedCapacity"] = [one.answer(wanted) for one in consumed.values()]
        return answer

    def _do(self, write: Write, call: Mapping[str, Any]) -> Answer:
        with self._database.writing():
            old, new = self._write(write)
        answer: Answer = {}
        attributes = _returned(call.get("ReturnValues", "NONE"), write, old, new)
        if attributes:
            answer["Attributes"] = attributes
        if wanted := capacity.wanted(call):
            answer["ConsumedCapacity"] = write.consumed(old, new).answer(wanted)
        return answer

    def _write(self, write: Write) -> tuple[Stored | None, Stored | None]:
        old, new = write.decide()
        write.table.write(write.key, old, new, self._clock())
        return old, new

    def _batched(self, name: str, request: Mapping[str, Any]) -> Write:
        table = self._tables.find(name)
        if len(request) != 1:
            raise invalid(
                "Supplied AttributeValue has more than one datatypes set: a write request is one "
                "of PutRequest and DeleteRequest"
            )
        if "PutRequest" in request:
            new = checked_put(request["PutRequest"]["Item"])
            key = keys.from_item(table.definition, new.item)
            return Write(table, key, {}, lambda _old: new, None, {}, show_failed=False)
        key, key_item = keys.from_key(table.definition.key, request["DeleteRequest"]["Key"])
        return Write(table, key, key_item, lambda _old: None, None, {}, show_failed=False)


def _check_batch(writes: list[Write], tables: Mapping[str, Any]) -> None:
    if not writes or not all(tables.values()):
        raise invalid("The batch write request list for a table cannot be null or empty")
    if len(writes) > MAX_BATCH:
        raise invalid("Too many items requested for the BatchWriteItem call")
    if len({(id(write.table), write.key) for write in writes}) < len(writes):
        raise invalid("Provided list of item keys contains duplicates")


def _count(
    consumed: dict[str, Consumed], write: Write, old: Stored | None, new: Stored | None
) -> None:
    one = write.consumed(old, new)
    total = consumed.setdefault(one.table, Consumed(one.table))
    total.units += one.units
    for name, units in one.indexes.items():
        total.add_index(name, units)


def _expect_return(call: Mapping[str, Any], *allowed: str) -> None:
    if call.get("ReturnValues", "NONE") not in allowed:
        raise invalid("Return values set to invalid value")


def _returned(wanted: str, write: Write, old: Stored | None, new: Stored | None) -> Item | None:
    match wanted:
        case "NONE":
            return None
        case "ALL_OLD":
            return dict(old.item) if old else None
        case "ALL_NEW":
            return dict(new.item) if new else None
        case "UPDATED_OLD":
            return projected(old.item, tree_of(write.paths)) if old else None
        case "UPDATED_NEW":
            return projected(new.item, tree_of(write.paths)) if new else None
    raise invalid(f"Return values set to invalid value: {wanted}")
