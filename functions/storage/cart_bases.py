"""Bases of carts: one packed row a person, of at most 8 KB, written under a revision."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from functions.domain.cart import CartLine, CartState
from functions.domain.cart_base import CartBase
from functions.domain.person import Person
from functions.domain.reading.numbers import from_json_number, json_number
from functions.storage.keys import person_keys
from functions.storage.packing import DAMAGE, pack, unpack
from functions.storage.revisioned import RevisionedRows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class CartBaseRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._rows = RevisionedRows(client, table)

    def get(self, person: Person) -> tuple[CartBase | None, int]:
        """The base as of now and its revision; None at revision 0 before the first write."""
        body, rev = self._rows.get(person_keys.cart_base(person))
        return (_base_of(body) if body else None), rev

    def find(self, people: Sequence[Person]) -> dict[Person, tuple[CartBase | None, int]]:
        """The same of many people, by one batch read.

        Raises:
            Unavailable: some could not be read.
        """
        found = self._rows.find([person_keys.cart_base(person) for person in people])
        rows = {person: found.get(person.key, (None, 0)) for person in people}
        return {p: (_base_of(body) if body else None, rev) for p, (body, rev) in rows.items()}

    def put(self, person: Person, base: CartBase, *, rev: int) -> None:
        """Write the base that was folded after revision `rev` was read.

        Raises:
            RevisionLost: another writer was faster.
        """
        self._rows.put(person_keys.cart_base(person), pack_base(base), rev=rev)

    def delete(self, person: Person, *, rev: int) -> None:
        """Delete the base that was read at revision `rev`.

        Raises:
            RevisionLost: another writer was faster.
        """
        self._rows.delete(person_keys.cart_base(person), rev=rev)


def cart_base_from_row(row: Any) -> CartBase | None:
    """The base of a row as boto3 gives it; None for one that cannot be read, or none."""
    try:
        return _base_of(unpack(row["body"]["B"])) if row else None
    except DAMAGE:
        return None


def pack_base(base: CartBase) -> bytes:
    lines = base.state.lines
    return pack(
        {
            "i": [line.item_id for line in lines],
            "g": [line.group_id for line in lines],
            "q": [json_number(line.quantity) for line in lines],
            "p": [None if line.price is None else json_number(line.price) for line in lines],
            "a": [base.until - line.added_at for line in lines],
            "t": [base.until - line.touched_at for line in lines],
            "o": base.state.orders,
            "w": base.state.updated_at,
            "u": base.until,
            "k": base.until - base.keys_from,
            "n": base.names,
            "b": base.built_at,
            "s": base.sure,
        }
    )


def _base_of(body: dict[str, Any]) -> CartBase:
    until = body["u"]
    columns = zip(*(body[name] for name in "iqpatg"), strict=True)
    lines = tuple(
        CartLine(i, from_json_number(q), _price(p), until - a, until - t, g)
        for i, q, p, a, t, g in columns
    )
    state = CartState(lines, body["w"], tuple(body["o"]))
    return CartBase(state, until, until - body["k"], body["n"], body["b"], body["s"])


def _price(value: float | None) -> Decimal | None:
    return None if value is None else from_json_number(value)
