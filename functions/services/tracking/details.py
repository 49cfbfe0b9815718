"""The details of one entry: those that can be read, and a note of each that was dropped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from functions.domain.reading.masking import masked
from functions.domain.reading.unreadable import Unreadable

T = TypeVar("T")
# A batch of 2,500 rotten entries must not answer with megabytes.
MAX_NOTED = 20


@dataclass(frozen=True, slots=True)
class Dropped:
    """A detail that was left out; `field` is a dotted path, `example` the value's shape."""

    field: str
    reason: str
    example: str


class Details:
    def __init__(self) -> None:
        self.dropped: list[Dropped] = []

    def read(
        self, source: Mapping[str, Any], name: str, read: Callable[[Any], T], path: str = ""
    ) -> T | None:
        """What `read` makes of the field; None where it is absent, or dropped as unreadable."""
        value = source.get(name)
        # `is_absent` and `self.value` without their calls: this runs some forty times an order.
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return read(value)
        except ValueError as error:
            self.drop(f"{path}{name}", str(error), value)
            return None

    def value(self, value: Any, field: str, read: Callable[[Any], T]) -> T | None:
        try:
            return read(value)
        except ValueError as error:
            self.drop(field, str(error), value)
            return None

    def drop(self, field: str, reason: str, value: Any) -> None:
        if len(self.dropped) < MAX_NOTED:
            self.dropped.append(Dropped(field, reason, masked(value)))

    def has_dropped(self, field: str) -> bool:
        """Whether what stood at a field is among what was left out."""
        return any(each.field == field for each in self.dropped)


def object_of(value: Any) -> dict[str, Any]:
    """The object; PHP writes an empty one as an empty list.

    Raises:
        Unreadable: it is none.
    """
    if value == []:
        return {}
    if not isinstance(value, dict):
        raise Unreadable("must be an object")
    return value
