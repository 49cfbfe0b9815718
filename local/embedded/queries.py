"""Query and Scan: pages of a partition, of a table or of an index."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.embedded import capacity
from local.embedded.capacity import Consumed
from local.embedded.database import Database
from local.embedded.definition import Index, KeySchema
from local.embedded.expressions import expression, key_conditions
from local.embedded.expressions.expression import ConditionExpression, Parameters
from local.embedded.expressions.projections import Tree, projected
from local.embedded.faults import invalid, invalid_value
from local.embedded.key_range import Range, Start, range_of, start_of
from local.embedded.keys import key_attributes
from local.embedded.table import Stored, Table
from local.embedded.tables import Tables
from local.embedded.values import Item, Value

PAGE_BYTES = 1024 * 1024
Answer = dict[str, Any]


@dataclass
class Walk:
    """Where a query or a scan goes, and what it does with each item it meets."""

    table: Table
    index: Index | None
    where: Range
    filter: ConditionExpression | None
    values: Mapping[str, Value]
    tree: Tree | None
    count_only: bool

    @property
    def key(self) -> KeySchema:
        return self.index.key if self.index else self.table.definition.key

    def position(self, item: Item) -> Item:
        """The key that a page ends at: of the table, and of the index that is read."""
        return {
            **key_attributes(self.table.definition.key, item),
            **key_attributes(self.key, item),
        }


@dataclass
class Page:
    """What was met on the way; `last` is the key that the next page begins after."""

    items: list[Item] = field(default_factory=list)
    scanned: int = 0
    size: int = 0
    last: Item | None = None


class Queries:
    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    def query(self, call: Mapping[str, Any]) -> Answer:
        table, index = self._place(call)
        if "KeyConditionExpression" not in call:
            raise invalid(
                "Either the KeyConditions or KeyConditionExpression parameter must be "
                "specified in the request."
            )
        parameters = Parameters(call)
        condition = parameters.read("KeyConditionExpression", expression.key_condition)
        assert condition is not None  # noqa: S101 it is in the call
        walk = self._walk(call, table, index, parameters)
        partition, sort = key_conditions.split(condition.tests, walk.key.hash, walk.key.range)
        key_conditions.check_types((partition, sort), walk.key.types, walk.values)
        walk.where = range_of(partition, sort, walk.values)
        if walk.filter and (own := walk.filter.attributes.intersection(walk.key.names)):
            raise invalid(
                "Filter Expression can only contain non-primary key attributes: Primary key "
                f"attribute: {min(own)}"
            )
        return self._page(call, walk, forward=call.get("ScanIndexForward", True))

    def scan(self, call: Mapping[str, Any]) -> Answer:
        """A page in the order of the keys; DynamoDB does not document its order of partitions."""
        table, index = self._place(call)
        return self._page(call, self._walk(call, table, index, Parameters(call)), forward=True)

    def _place(self, call: Mapping[str, Any]) -> tuple[Table, Index | None]:
        table = self._tables.find(call["TableName"])
        name = call.get("IndexName")
        if name is None:
            return table, None
        index = table.definition.indexes.get(name)
        if index is None:
            raise invalid(f"The table does not have the specified index: {name}")
        if call.get("ConsistentRead"):
            raise invalid("Consistent reads are not supported on global secondary indexes")
        return table, index

    def _walk(
        self, call: Mapping[str, Any], table: Table, index: Index | None, parameters: Parameters
    ) -> Walk:
        condition = parameters.condition("FilterExpression")
        projection = parameters.read("ProjectionExpression", expression.projection)
        parameters.check(table.definition.key_names)
        tree = projection.tree if projection else None
        _check_select(call, index, tree)
        _check_filter(index, condition)
        count_only = call.get("Select") == "COUNT"
        return Walk(table, index, Range(), condition, parameters.values, tree, count_only)

    def _page(self, call: Mapping[str, Any], walk: Walk, *, forward: bool) -> Answer:
        limit = call.get("Limit")
        if limit is not None and limit < 1:
            raise invalid("Limit must be greater than or equal to 1")
        start = call.get("ExclusiveStartKey")
        after = start_of(walk.table, walk.index, walk.where, start) if start else None
        page = Page()
        # A partition of a table without sort keys is one item, and after it comes nothing.
        alone = walk.where.partition is not None and not walk.index and not walk.key.range
        with self._database.reading():
            for stored in _rows(self._database, walk, after, forward, limit):
                page.scanned += 1
                page.size += stored.size
                if walk.filter is None or walk.filter.holds(stored.item, walk.values):
                    page.items.append(stored.item)
                if (page.scanned == limit and not alone) or page.size >= PAGE_BYTES:
                    page.last = walk.position(stored.item)
                    break
        return _answer(call, walk, page)


def _rows(
    database: Database, walk: Walk, after: Start | None, forward: bool, limit: int | None
) -> Iterator[Stored]:
    rows = walk.table.index_rows(walk.index) if walk.index else walk.table.rows
    text, values = walk.where.statement(rows, walk.index is not None, after, forward)
    found = database.execute(text, (*values, -1 if limit is None else limit))
    return (Stored(*row) for row in found)


def _answer(call: Mapping[str, Any], walk: Walk, page: Page) -> Answer:
    answer: Answer = {"Count": len(page.items), "ScannedCount": page.scanned}
    if not walk.count_only:
        tree = walk.tree
        answer["Items"] = (
            page.items if tree is None else [projected(item, tree) for item in page.items]
        )
    if page.last is not None:
        answer["LastEvaluatedKey"] = page.last
    if wanted := capacity.wanted(call):
        consumed = Consumed(walk.table.definition.name)
        units = capacity.read_units(page.size, consistent=bool(call.get("ConsistentRead")))
        if walk.index:
            consumed.add_index(walk.index.name, units)
        else:
            consumed.units = units
        answer["ConsumedCapacity"] = consumed.answer(wanted)
    return answer


def _check_filter(index: Index | None, condition: ConditionExpression | None) -> None:
    if index is None or index.attributes is None or condition is None:
        return
    if missing := sorted(condition.attributes - index.attributes):
        raise invalid_value(
            f"Secondary index {index.name} does not project one or more filter attributes: "
            f"{missing}"
        )


def _check_select(call: Mapping[str, Any], index: Index | None, tree: Tree | None) -> None:
    select = call.get("Select")
    if tree is not None and select not in {None, "SPECIFIC_ATTRIBUTES"}:
        raise invalid(f"Cannot specify the ProjectionExpression when choosing to get {select}")
    match select:
        case "SPECIFIC_ATTRIBUTES" if tree is None:
            raise invalid(
                "Must specify the ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"
            )
        case "ALL_PROJECTED_ATTRIBUTES" if index is None:
            raise invalid(
                "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"
            )
        case "ALL_ATTRIBUTES" if index is not None and index.attributes is not None:
            raise invalid(
                "Select type ALL_ATTRIBUTES is not supported for global secondary index "
                f"{index.name} because its projection type is not ALL"
            )
    if index is not None and tree is not None and index.attributes is not None:
        names = {str(name) for name in tree}
        if missing := sorted(names - index.attributes):
            raise invalid(f"Global secondary index {index.name} does not project {missing}")
