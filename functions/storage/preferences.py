"""A person's preferences: truth, one row, written under a revision."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from functions.domain.person import Person
from functions.domain.preferences import Answer, Preferences
from functions.storage import primary_keys
from functions.storage.batches import get_all
from functions.storage.packing import pack, unpack
from functions.storage.revisioned import RevisionedRows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class PreferenceRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._rows = RevisionedRows(client, table)

    def get(self, person: Person) -> tuple[Preferences, int]:
        """The preferences as of now and their revision; none at revision 0 for a new person."""
        body, rev = self._rows.get(primary_keys.preferences(person))
        return _from_body(body or {}), rev

    def find(self, people: Sequence[Person]) -> dict[Person, Preferences]:
        """Return the preferences of those people who have any, as of now."""
        keys = [
            {name: {"S": value} for name, value in primary_keys.preferences(person).items()}
            for person in dict.fromkeys(people)
        ]
        rows = get_all(self._client, self._table, keys, consistent=True)
        return {
            Person.from_key(row["pk"]["S"]): _from_body(unpack(row["body"]["B"])) for row in rows
        }

    def put(self, person: Person, preferences: Preferences, *, rev: int) -> None:
        """Write the preferences that were merged after revision `rev` was read.

        Raises:
            RevisionLost: another writer was faster.
        """
        body = {question: astuple(answer) for question, answer in preferences.items()}
        self._rows.put(primary_keys.preferences(person), pack(body), rev=rev)


def preferences_from_row(row: Any) -> Preferences:
    """The preferences of a row as boto3 gives it; none for None."""
    return _from_body(unpack(row["body"]["B"])) if row else {}


def _from_body(body: dict[str, Any]) -> Preferences:
    return {question: Answer(*values) for question, values in body.items()}
