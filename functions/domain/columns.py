"""Rows that stand as columns, as a packed body has them; a row is made where one is read.

A person has hundreds of them, and a recommendation needs the columns alone.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar, overload

Row = TypeVar("Row", bound=NamedTuple)


class Columns(Sequence[Row]):
    """A sequence of rows of one kind, equal to a tuple of the same rows.

    `columns` has a sequence for each field of the kind, all of the same length.
    """

    __slots__ = ("_kind", "columns")

    def __init__(self, kind: type[Row], columns: Sequence[Sequence[Any]]) -> None:
        self._kind = kind
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns[0])

    def __iter__(self) -> Iterator[Row]:
        # `tuple.__new__` makes a row without a call in Python.
        return map(partial(tuple.__new__, self._kind), zip(*self.columns, strict=True))

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, at: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(at, slice):
            return tuple(self)[at]
        row: Row = tuple.__new__(self._kind, [column[at] for column in self.columns])
        return row

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple | Columns) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))
