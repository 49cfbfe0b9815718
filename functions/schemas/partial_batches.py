"""Batches of which the valid entries are stored even if others are not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Self, TypeVar

from pydantic import BaseModel

from functions.errors import FieldFault, Invalid
from functions.schemas.json_values import name_in

T = TypeVar("T")


class Rejected(BaseModel):
    """An entry that was not stored and never will be as it is."""

    index: int
    field: str
    reason: str

    @classmethod
    def from_fault(cls, index: int, fault: FieldFault, **names: str | None) -> Self:
        return cls(index=index, **asdict(fault), **names)


class RejectedItem(Rejected):
    """A rejected entry about an item; `item_id` is null if the entry names none."""

    item_id: str | None


def partition_valid(
    entries: Iterable[Any], read: Callable[[int, Any], T]
) -> tuple[dict[int, T], dict[int, FieldFault]]:
    """The valid entries as `read` returns them, and the first fault of each other one, by index.

    `read` takes an entry's index and the entry, and raises `Invalid` for one that is not valid.
    """
    valid: dict[int, T] = {}
    faults: dict[int, FieldFault] = {}
    for index, entry in enumerate(entries):
        try:
            valid[index] = read(index, entry)
        except Invalid as error:
            faults[index] = error.faults[0]
    return valid, faults


def rejected_items(entries: Sequence[Any], faults: Mapping[int, FieldFault]) -> list[RejectedItem]:
    """The rejected entries about items, by the item ids as the entries have them."""
    return [
        RejectedItem.from_fault(index, fault, item_id=name_in(entries[index], "item_id"))
        for index, fault in faults.items()
    ]
