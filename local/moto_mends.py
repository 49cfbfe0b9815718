"""What moto's DynamoDB does otherwise than DynamoDB, or too slowly, mended while it runs.

* `Table.query` walks and sorts the whole table whatever is asked: 7 queries a second with 5,500
  items. A query of an index looks at every row of the table, for each page again (`moto_index`).
* `transact_write_items` copies every table it touches, stream included, and after a refusal puts
  the copy in its place, so that stream iterators opened before never see another record.
* An update that creates its item shows in the stream as two inserts, the first with nothing but the
  key; a write that changes nothing shows too. DynamoDB gives one record, and none.
* To write an attribute value it looks for each of ten types under six names: a millisecond a row.
* Each look at an idle stream leaves one more iterator behind, for good.

A moto whose inside looks other than this file expects is left as it is: slower, never wrong.
"""

import copy
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from local.moto_index import IndexOrder

QUERY_PARAMETERS = {"hash_key", "index_name", "hash_key_conditions"}


@contextmanager
def applied() -> Iterator[None]:
    """Mend moto until the block ends."""
    from moto.core.serialize import AttributePicker  # noqa: PLC0415
    from moto.dynamodb.models import DynamoDBBackend  # noqa: PLC0415 - see `moto_running`
    from moto.dynamodb.models.table import StreamShard, Table  # noqa: PLC0415
    from moto.dynamodbstreams.models import DynamoDBStreamsBackend  # noqa: PLC0415

    mends = (
        (Table, "query", _narrow_query),
        (DynamoDBBackend, "transact_write_items", _cheap_transaction),
        (DynamoDBBackend, "update_item", _one_record_per_update),
        (StreamShard, "add", _no_record_without_change),
        (DynamoDBStreamsBackend, "get_records", _same_iterator_while_idle),
        (AttributePicker, "__call__", _plain_attribute_values),
    )
    with ExitStack() as stack:
        for owner, name, mend in mends:
            stack.enter_context(patch.object(owner, name, mend(getattr(owner, name))))
        yield


def _narrow_query(whole: Callable[..., Any]) -> Callable[..., Any]:
    """Let the original work on a view of the table that holds only the rows which can match."""
    signature = inspect.signature(whole)
    if not signature.parameters.keys() >= QUERY_PARAMETERS:
        return whole

    def query(table: Any, *args: Any, **kwargs: Any) -> Any:
        if not getattr(table, "range_key_attr", None):
            return whole(table, *args, **kwargs)
        view = copy.copy(table)
        view.items = _candidates(table, signature.bind(table, *args, **kwargs).arguments)
        return whole(view, *args, **kwargs)

    return query


def _candidates(table: Any, asked: Mapping[str, Any]) -> dict[Any, dict[Any, Any]]:
    """Give rows in the shape of `Table.items`: partition, then sort key, then item."""
    if not asked.get("index_name"):
        return {asked["hash_key"]: table.items.get(asked["hash_key"], {})}
    order = IndexOrder.of(table, asked["index_name"])
    if order is None:
        wanted = asked.get("hash_key_conditions") or ()
        every = (item for partition in table.items.values() for item in partition.values())
        rows = [item for item in every if _has(item.attrs, wanted)]
    else:
        rows = order.candidates(asked)
    # Only the values are read, so any distinct keys do.
    return {None: {id(item): item for item in rows}}


def _has(attributes: Mapping[str, Any], wanted: Any) -> bool:
    return all(name in attributes and attributes[name] == value for name, value in wanted)


def _cheap_transaction(original: Callable[..., Any]) -> Callable[..., Any]:
    from moto.dynamodb.models.table import Table  # noqa: PLC0415

    def transact_write_items(backend: Any, transact_items: list[dict[str, Any]]) -> None:
        undo = _Undo(backend, transact_items)
        # Copying the table is moto's own undo; with ours it need not be made. One call runs at a
        # time, so nobody else meets the changed copying.
        with patch.object(Table, "__deepcopy__", lambda table, _memo: table, create=True):
            try:
                original(backend, transact_items)
            except Exception:
                undo.roll_back()
                raise

    return transact_write_items


class _Undo:
    """The rows a transaction names, and how long each stream was, before it."""

    def __init__(self, backend: Any, transact_items: list[dict[str, Any]]) -> None:
        self._rows: list[tuple[dict[Any, Any], Any, Any]] = []
        self._streams: list[tuple[list[Any], int]] = []
        for operation in (op for item in transact_items for op in item.values()):
            table = backend.tables.get(operation.get("TableName"))
            if table is not None:
                self._remember(table, operation.get("Key") or operation.get("Item") or {})

    def _remember(self, table: Any, attributes: Mapping[str, Any]) -> None:
        from moto.dynamodb.models.dynamo_type import DynamoType  # noqa: PLC0415

        if table.stream_shard is not None:
            self._streams.append((table.stream_shard.items, len(table.stream_shard.items)))
        if attributes.keys() >= {table.hash_key_attr, table.range_key_attr}:
            rows = table.items[DynamoType(attributes[table.hash_key_attr])]
            key = DynamoType(attributes[table.range_key_attr])
            self._rows.append((rows, key, copy.deepcopy(rows.get(key))))

    def roll_back(self) -> None:
        for rows, key, row in self._rows:
            rows.pop(key, None)
            if row is not None:
                rows[key] = row
        for records, length in self._streams:
            del records[length:]


def _one_record_per_update(original: Callable[..., Any]) -> Callable[..., Any]:
    def update_item(backend: Any, table_name: str, *args: Any, **kwargs: Any) -> Any:
        shard = getattr(backend.tables.get(table_name), "stream_shard", None)
        before = len(shard.items) if shard else 0
        item = original(backend, table_name, *args, **kwargs)
        if shard and len(shard.items) == before + 2:
            bare, whole = shard.items[before:]
            # Iterators count records by their numbers, which must not have a gap.
            whole.record["dynamodb"]["SequenceNumber"] = bare.record["dynamodb"]["SequenceNumber"]
            shard.items[before:] = [whole]
        return item

    return update_item


def _no_record_without_change(original: Callable[..., Any]) -> Callable[..., Any]:
    def add(shard: Any, old: Any, new: Any) -> None:
        if old is None or new is None or old.attrs != new.attrs:
            original(shard, old, new)

    return add


def _plain_attribute_values(original: Callable[..., Any]) -> Callable[..., Any]:
    def pick(picker: Any, context: Any) -> Any:
        parent = getattr(context.shape, "parent", None)
        if type(context.obj) is dict and getattr(parent, "name", "") == "AttributeValue":
            return context.obj.get(context.key)
        return original(picker, context)

    return pick


def _same_iterator_while_idle(original: Callable[..., Any]) -> Callable[..., Any]:
    def get_records(backend: Any, iterator_arn: str, limit: int) -> Any:
        answer = original(backend, iterator_arn, limit)
        if not answer["Records"] and answer["NextShardIterator"] != iterator_arn:
            del backend.shard_iterators[answer["NextShardIterator"]]
            answer["NextShardIterator"] = iterator_arn
        return answer

    return get_records
