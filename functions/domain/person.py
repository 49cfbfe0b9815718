"""The person of an event: a known customer or an anonymous visitor."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

PersonKind = Literal["customer", "visitor"]


_RANDOM_UUID = re.compile(
    "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)
_CONSTANT = frozenset(
    {"00000000-0000-4000-8000-000000000000", "ffffffff-ffff-4fff-bfff-ffffffffffff"}
)


@dataclass(frozen=True, slots=True)
class Person:
    kind: PersonKind
    id: str

    @property
    def key(self) -> str:
        """The person in tables and in the lake, for example `customer#12`."""
        return f"{self.kind}#{self.id}"

    @classmethod
    def from_key(cls, key: str) -> Self:
        kind, _, person_id = key.partition("#")
        return cls("customer" if kind == "customer" else "visitor", person_id)


def customer(user_id: str) -> Person:
    return Person("customer", user_id)


def visitor(anonymous_id: str) -> Person:
    return Person("visitor", anonymous_id)


def is_unguessable(anonymous_id: str) -> bool:
    """Whether knowing the id is proof enough of being that visitor: a random UUID (RFC 9562, v4).

    Any client can make up an id like `1234`, and then it may be another person's. The same holds
    for the UUIDs that a client without a source of randomness sends: all zeros, all ones.
    """
    digits = anonymous_id.lower()
    return _RANDOM_UUID.fullmatch(digits) is not None and digits not in _CONSTANT


def owner(
    *, user_id: str | None, anonymous_id: str | None, instead: Sequence[str | None] = ()
) -> Person | None:
    """Return the owner of an event, by its envelope and its trust alone, never by links.

    `user_id` is one that the shop or the shopper vouches for, None for a mere claim. `instead`
    names the visitor where the shop has neither id: at a till, by a loyalty card or the order.
    None means that the event has no owner.
    """
    if user_id:
        return customer(user_id)
    if anonymous_id:
        return visitor(anonymous_id)
    named = next((name for name in instead if name), None)
    return visitor(named) if named else None
