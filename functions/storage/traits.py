"""A customer's traits: one row, written under a revision."""

from typing import TYPE_CHECKING

from functions.domain.person import Person
from functions.domain.traits import Traits
from functions.storage import primary_keys
from functions.storage.packing import pack
from functions.storage.revisioned import RevisionedRows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class TraitRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._rows = RevisionedRows(client, table)

    def get(self, person: Person) -> tuple[Traits, int]:
        """The traits and their revision; none at revision 0 for somebody new."""
        body, rev = self._rows.get(primary_keys.traits(person))
        return {name: (value, at) for name, (value, at) in (body or {}).items()}, rev

    def put(self, person: Person, traits: Traits, *, rev: int) -> None:
        """Write the traits that were computed after revision `rev` was read.

        Raises:
            RevisionLost: another writer was faster.
        """
        self._rows.put(primary_keys.traits(person), pack(traits), rev=rev)
