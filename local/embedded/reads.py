"""GetItem, BatchGetItem and TransactGetItems."""

from collections.abc import Mapping, Sequence
from typing import Any

from local.embedded import capacity, keys
from local.embedded.capacity import Consumed
from local.embedded.database import Database
from local.embedded.expressions import expression
from local.embedded.expressions.expression import Parameters
from local.embedded.expressions.projections import Tree, projected
from local.embedded.faults import KeyRefused, canceled, invalid
from local.embedded.keys import Key
from local.embedded.table import Stored, Table
from local.embedded.tables import Tables
from local.embedded.values import Item

MAX_BATCH = 100
MAX_TRANSACTION = 100
MAX_ANSWER_BYTES = 16 * 1024 * 1024
Answer = dict[str, Any]


class Reads:
    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    def get_item(self, call: Mapping[str, Any]) -> Answer:
        table, key, tree = self._read(call)
        with self._database.reading():
            found = table.get(key)
        answer: Answer = {}
        if found is not None:
            answer["Item"] = _shown(found, tree)
        if wanted := capacity.wanted(call):
            consistent = bool(call.get("ConsistentRead"))
            units = capacity.read_units(found.size if found else 0, consistent=consistent)
            answer["ConsumedCapacity"] = Consumed(table.definition.name, units).answer(wanted)
        return answer

    def batch_get_item(self, call: Mapping[str, Any]) -> Answer:
        """What fits 16 MB; the other keys come back as unprocessed."""
        requests = {name: self._many(name, one) for name, one in call["RequestItems"].items()}
        _check_counts([len(found) for _, found, _ in requests.values()])
        left = MAX_ANSWER_BYTES
        answer: Answer = {"Responses": {}, "UnprocessedKeys": {}}
        consumed: list[Consumed] = []
        with self._database.reading():
            for name, (table, wanted_keys, tree) in requests.items():
                request = call["RequestItems"][name]
                count = Consumed(table.definition.name)
                items: list[Item] = []
                unread: list[Any] = []
                for key, given in zip(wanted_keys, request["Keys"], strict=True):
                    found = table.get(key) if left > 0 else None
                    if left <= 0 or (found and found.size > left):
                        left = 0
                        unread.append(given)
                        continue
                    if found:
                        left -= found.size
                        items.append(_shown(found, tree))
                    consistent = bool(request.get("ConsistentRead"))
                    count.units += capacity.read_units(
                        found.size if found else 0, consistent=consistent
                    )
                answer["Responses"][name] = items
                if unread:
                    answer["UnprocessedKeys"][name] = {**request, "Keys": unread}
                consumed.append(count)
        if wanted := capacity.wanted(call):
            answer["ConsumedCapacity"] = [one.answer(wanted) for one in consumed]
        return answer

    def transact_get_items(self, call: Mapping[str, Any]) -> Answer:
        if not 1 <= len(call["TransactItems"]) <= MAX_TRANSACTION:
            raise invalid(f"A transaction has 1 to {MAX_TRANSACTION} actions")
        requests = self._read_all([each["Get"] for each in call["TransactItems"]])
        if len({(id(table), key) for table, key, _ in requests}) < len(requests):
            raise invalid("Transaction request cannot include multiple operations on one item")
        with self._database.reading():
            found = [table.get(key) for table, key, _ in requests]
        answer: Answer = {
            "Responses": [
                {"Item": _shown(one, tree)} if one else {}
                for one, (_, _, tree) in zip(found, requests, strict=True)
            ]
        }
        if wanted := capacity.wanted(call):
            answer["ConsumedCapacity"] = _transaction_units(requests, found, wanted)
        return answer

    def _read(self, request: Mapping[str, Any]) -> tuple[Table, Key, Tree | None]:
        table = self._tables.find(request["TableName"])
        key, _ = keys.from_key(table.definition.key, request["Key"])
        return table, key, projection(table, request)

    def _read_all(
        self, requests: Sequence[Mapping[str, Any]]
    ) -> list[tuple[Table, Key, Tree | None]]:
        """The requests of a transaction.

        Raises:
            Refused: the transaction is canceled, with a reason for each request.
        """
        found: list[tuple[Table, Key, Tree | None]] = []
        reasons: list[dict[str, str]] = []
        for request in requests:
            table = self._tables.find(request["TableName"])
            tree = projection(table, request)
            try:
                found.append((table, keys.from_key(table.definition.key, request["Key"])[0], tree))
            except KeyRefused as refused:
                reasons.append({"Code": "ValidationError", "Message": refused.message})
            else:
                reasons.append({"Code": "None"})
        if len(found) < len(requests):
            raise canceled(reasons)
        return found

    def _many(self, name: str, request: Mapping[str, Any]) -> tuple[Table, list[Key], Tree | None]:
        table = self._tables.find(name)
        found = [keys.from_key(table.definition.key, key)[0] for key in request["Keys"]]
        if len(set(found)) < len(found):
            raise invalid("Provided list of item keys contains duplicates")
        return table, found, projection(table, request)


def _check_counts(counts: Sequence[int]) -> None:
    """Refuse a batch without keys, of a table or in all, and one of too many."""
    if not counts or not all(counts):
        raise invalid("The list of keys in RequestItems for BatchGetItem must not be empty")
    if sum(counts) > MAX_BATCH:
        raise invalid("Too many items requested for the BatchGetItem call")


def projection(table: Table, request: Mapping[str, Any]) -> Tree | None:
    """The parts of items that a request asks for; None for all."""
    parameters = Parameters(request)
    found = parameters.read("ProjectionExpression", expression.projection)
    parameters.check(table.definition.key_names)
    return found.tree if found else None


def _shown(stored: Stored, tree: Tree | None) -> Item:
    return stored.item if tree is None else projected(stored.item, tree)


def _transaction_units(
    requests: list[tuple[Table, Key, Tree | None]], found: list[Stored | None], wanted: str
) -> list[dict[str, Any]]:
    totals: dict[str, Consumed] = {}
    for (table, _, _), one in zip(requests, found, strict=True):
        name = table.definition.name
        total = totals.setdefault(name, Consumed(name))
        total.units += capacity.read_units(
            one.size if one else 0, consistent=True, transactional=True
        )
    return [total.answer(wanted) for total in totals.values()]
