"""One write: read from its request, then decided on the item that it meets, then done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.embedded import capacity, keys
from local.embedded.capacity import Consumed
from local.embedded.expressions import expression
from local.embedded.expressions.expression import ConditionExpression, Parameters
from local.embedded.expressions.syntax import Action, Path
from local.embedded.expressions.updates import applied, check_update
from local.embedded.faults import KeyRefused, Refused, condition_failed, invalid
from local.embedded.keys import Key
from local.embedded.table import Stored, Table, projection_of
from local.embedded.tables import Tables
from local.embedded.values import Item, Value, checked_item

MAX_ITEM_BYTES = 400 * 1024
NO_KEY: Key = (b"", b"")


@dataclass
class Write:
    """`becomes` gives the item after the write from the one before; None for none."""

    table: Table
    key: Key
    key_item: Item
    becomes: Callable[[Stored | None], Stored | None]
    condition: ConditionExpression | None
    values: Mapping[str, Value]
    show_failed: bool
    paths: tuple[Path, ...] = ()
    """What an update names, for `UPDATED_OLD` and `UPDATED_NEW`."""
    fault: Refused | None = None
    """What is wrong with the key; in a transaction it is the reason of this action alone."""

    def decide(self) -> tuple[Stored | None, Stored | None]:
        """The item before and after.

        Raises:
            Refused: the condition does not hold, or the item cannot become what is asked.
        """
        if self.fault:
            raise self.fault
        old = self.table.get(self.key)
        if self.condition and not self.condition.holds(old.item if old else {}, self.values):
            raise condition_failed(old.item if old and self.show_failed else None)
        return old, self.becomes(old)

    def consumed(
        self, old: Stored | None, new: Stored | None, *, transactional: bool = False
    ) -> Consumed:
        """The capacity that the write takes."""
        before, after = (one.size if one else 0 for one in (old, new))
        result = Consumed(self.table.definition.name)
        result.units = capacity.write_units(before, after, transactional=transactional)
        for name, index in self.table.definition.indexes.items():
            entries = [
                (keys.index_key_of(index, one.item), projection_of(index, one)) if one else None
                for one in (old, new)
            ]
            (was, was_size), (is_now, size) = (
                (entry[0], entry[1].size) if entry else (None, 0) for entry in entries
            )
            texts = {entry[1].text if entry else None for entry in entries}
            if (was, is_now) != (None, None) and (was != is_now or len(texts) > 1):
                units = capacity.index_write_units(was, was_size, is_now, size)
                result.add_index(name, units * (2 if transactional else 1))
        return result


class Requests:
    """Reads the requests of writes, which are the same alone and in a transaction."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def put(self, call: Mapping[str, Any]) -> Write:
        table, parameters, condition = self._read(call)
        new = checked_put(call["Item"])
        write = Write(
            table, NO_KEY, {}, lambda _old: new, condition, parameters.values, _shows_failed(call)
        )
        try:
            write.key = keys.from_item(table.definition, new.item)
        except KeyRefused as fault:
            write.fault = fault
        return write

    def delete(self, call: Mapping[str, Any]) -> Write:
        return self._at_key(call, lambda _old: None)

    def check(self, call: Mapping[str, Any]) -> Write:
        """A condition alone, which only a transaction has; it leaves the item as it is."""
        return self._at_key(call, lambda old: old)

    def update(self, call: Mapping[str, Any]) -> Write:
        table = self._tables.find(call["TableName"])
        parameters = Parameters(call)
        update = parameters.read("UpdateExpression", expression.update)
        condition = parameters.condition()
        parameters.check(table.definition.key_names)
        actions = update.actions if update else ()
        check_update(actions, parameters.values)
        _check_keys_stay(table, actions)
        paths = tuple(action.path for action in actions)

        def becomes(old: Stored | None) -> Stored:
            before = old.item if old else write.key_item
            return _updated(table, applied(actions, before, parameters.values))

        values = parameters.values
        write = Write(table, NO_KEY, {}, becomes, condition, values, _shows_failed(call), paths)
        return _with_key(write, call)

    def _at_key(
        self, call: Mapping[str, Any], becomes: Callable[[Stored | None], Stored | None]
    ) -> Write:
        table, parameters, condition = self._read(call)
        values = parameters.values
        write = Write(table, NO_KEY, {}, becomes, condition, values, _shows_failed(call))
        return _with_key(write, call)

    def _read(
        self, call: Mapping[str, Any]
    ) -> tuple[Table, Parameters, ConditionExpression | None]:
        table = self._tables.find(call["TableName"])
        parameters = Parameters(call)
        condition = parameters.condition()
        parameters.check(table.definition.key_names)
        return table, parameters, condition


def _with_key(write: Write, call: Mapping[str, Any]) -> Write:
    try:
        write.key, write.key_item = keys.from_key(write.table.definition.key, call["Key"])
    except KeyRefused as fault:
        write.fault = fault
    return write


def checked_put(item: Mapping[str, Any]) -> Stored:
    """An item to be put, in its one form.

    Raises:
        Refused: it is too large, or holds what no item may.
    """
    checked, size = checked_item(item)
    if size > MAX_ITEM_BYTES:
        raise invalid("Item size has exceeded the maximum allowed size")
    return Stored.from_item(checked, size)


def _updated(table: Table, item: Item) -> Stored:
    checked, size = checked_item(item)
    if size > MAX_ITEM_BYTES:
        raise invalid("Item size to update has exceeded the maximum allowed size")
    for index in table.definition.indexes.values():
        keys.check_index_key(index, checked)
    return Stored.from_item(checked, size)


def _check_keys_stay(table: Table, actions: tuple[Action, ...]) -> None:
    for action in actions:
        if action.path[0] in table.definition.key.names:
            raise invalid(
                "One or more parameter values were invalid: Cannot update attribute "
                f"{action.path[0]}. This attribute is part of the key"
            )


def _shows_failed(call: Mapping[str, Any]) -> bool:
    return bool(call.get("ReturnValuesOnConditionCheckFailure", "NONE") == "ALL_OLD")
