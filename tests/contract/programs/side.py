"""One engine of a comparison: its tables by shape, and the outcome of each step on it."""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError

from local.engine import Engine
from tests.contract.programs.calls import TABLE, Step
from tests.contract.programs.shapes import Shape

# What engines may answer differently.
INCIDENTAL = frozenset({"ResponseMetadata", "ConsumedCapacity", "ItemCollectionMetrics"})
MAX_PAGES = 60
_EXACT = Context(prec=40)


class Side:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._client: Any = engine.dynamodb
        self._tables: dict[Shape, str] = {}

    def start(self, shape: Shape) -> "Run":
        """An empty table of the shape."""
        if shape not in self._tables:
            name = f"programs-{len(self._tables)}"
            self._client.create_table(TableName=name, **shape.definition())
            self._tables[shape] = name
        name = self._tables[shape]
        for row in self._client.scan(TableName=name)["Items"]:
            key = {attribute: row[attribute] for attribute in shape.key_types}
            self._client.delete_item(TableName=name, Key=key)
        return Run(self._engine, shape, name)


class Run:
    """One program on one engine."""

    def __init__(self, engine: Engine, shape: Shape, table: str) -> None:
        self._client: Any = engine.dynamodb
        self._streams: Any = engine.streams
        self._shape = shape
        self._table = table
        arn = engine.stream_arn(table)
        shards = self._streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        self._iterator = self._streams.get_shard_iterator(
            StreamArn=arn, ShardId=shards[-1]["ShardId"], ShardIteratorType="LATEST"
        )["ShardIterator"]

    def outcome(self, step: Step) -> Any:
        """The answer in one form, or the codes of the error."""
        parameters = _in_table(step.parameters, self._table)
        try:
            if step.method in {"query", "scan"}:
                return self._walk(step.method, parameters)
            answer = getattr(self._client, step.method)(**parameters)
        except ClientError as error:
            return _fault(error)
        except ParamValidationError:
            return "ParamValidationError"
        if step.method == "batch_get_item":  # in any order
            answer["Responses"] = {
                name: sorted((_plain(item, self._table) for item in items), key=repr)
                for name, items in answer["Responses"].items()
            }
        return _plain({k: v for k, v in answer.items() if k not in INCIDENTAL}, self._table)

    def items(self) -> Any:
        rows = self._client.scan(TableName=self._table)["Items"]
        return sorted((_plain(row, self._table) for row in rows), key=repr)

    def records(self) -> dict[str, list[Any]]:
        """What the stream says of each item; only those of one item have an order."""
        found: dict[str, list[Any]] = {}
        while True:
            answer = self._streams.get_records(ShardIterator=self._iterator)
            for record in answer["Records"]:
                name, shown = _record(record)
                found.setdefault(repr(shown["Keys"]), []).append((name, shown))
            self._iterator = answer["NextShardIterator"]
            if not answer["Records"]:
                return found

    def _walk(self, method: str, parameters: dict[str, Any]) -> Any:
        """All pages; what has the same sort key, and what is scanned, may come in any order.

        An empty last page is left out: whether one follows a full page is not defined ("Paginating
        table query results", DynamoDB Developer Guide), and DynamoDB Local guesses by the keys.
        """
        items, counts, parameters = list[Any](), list[Any](), dict(parameters)
        for _ in range(MAX_PAGES):
            page = getattr(self._client, method)(**parameters)
            items += page.get("Items", ())
            counts.append((page["Count"], page["ScannedCount"]))
            if "LastEvaluatedKey" not in page:
                break
            parameters["ExclusiveStartKey"] = page["LastEvaluatedKey"]
        plain = [_plain(item, self._table) for item in items]
        ordered = method == "query" and "IndexName" not in parameters
        total = sum(count for count, _ in counts)
        scanned = [scanned for _, scanned in counts]
        if len(scanned) > 1 and not scanned[-1]:
            scanned.pop()
        return plain if ordered else sorted(plain, key=repr), total, scanned


def _in_table(part: Any, table: str) -> Any:
    if isinstance(part, Mapping):
        return {
            table if name == TABLE else name: _in_table(inner, table)
            for name, inner in part.items()
        }
    if isinstance(part, list):
        return [_in_table(inner, table) for inner in part]
    return table if part == TABLE else part


def _fault(error: ClientError) -> Any:
    response: Any = error.response
    code = response["Error"]["Code"]
    reasons = [reason.get("Code") for reason in response.get("CancellationReasons", ())]
    if "ValidationError" in reasons:
        # The reason of one action by AWS's pages, the refusal of the whole by DynamoDB Local.
        return "ValidationException", [], None
    if error.operation_name == "TransactGetItems" and code == "TransactionCanceledException":
        # DynamoDB Local gives no reasons, and the only one that these programs meet is this.
        return "ValidationException", [], None
    return code, reasons, _plain(response.get("Item"), "")


def _plain(part: Any, table: str) -> Any:
    """One form of an answer: sets in order, and no name of a table.

    Numbers are compared by what they are worth: in nested sets and in the keys of stream records
    DynamoDB Local keeps them as they were written.
    """
    match part:
        case {"N": str(text)}:
            return Decimal(text).normalize(_EXACT)
        case {"NS": list(texts)}:
            return sorted(Decimal(text).normalize(_EXACT) for text in texts)
        case {"SS": list(content)} | {"BS": list(content)}:
            return sorted(content)
        case Mapping():
            return {
                TABLE if name == table else name: _plain(inner, table)
                for name, inner in sorted(part.items())
            }
        case list():
            return [_plain(inner, table) for inner in part]
    return part


def _record(record: Any) -> Any:
    change = record["dynamodb"]
    shown = {n: _plain(change.get(n), "") for n in ("Keys", "OldImage", "NewImage")}
    return record["eventName"], shown
