"""Whose a wish or an interest is, which stands under any name of a person."""

from collections.abc import Mapping, Sequence

from functions.domain.identity import owner_at
from functions.domain.person import Person, customer
from functions.storage.identity import IdentityRows

At = tuple[Person, int]
"""A name of a person, and when they acted under it (UTC ms)."""


class Owners:
    def __init__(self, identity: IdentityRows) -> None:
        self._identity = identity

    def of(self, acts: Sequence[At]) -> Mapping[At, Person]:
        """The customer under their present id, else the visitor, of each of these."""
        links = self._identity.owners([person for person, _ in acts])
        found = {
            (person, at): owner_at(links.get(person, ([], 0))[0], at) or person
            for person, at in acts
        }
        ids = [person.id for person in found.values() if person.kind == "customer"]
        present = self._identity.present(ids)
        return {
            act: customer(present[person.id]) if person.kind == "customer" else person
            for act, person in found.items()
        }
