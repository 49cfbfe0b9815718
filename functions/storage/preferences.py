"""A person's preferences: truth, one row, written under a revision."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from functions.correlation import row_attribute
from functions.domain.person import Person
from functions.domain.preferences import CHANNELS, PERSONALIZATION, Answer, Preferences
from functions.storage.batches import get_all
from functions.storage.keys import person_keys
from functions.storage.packing import DAMAGE, pack, unpack
from functions.storage.revisioned import RevisionedRows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

logger = logging.getLogger(__name__)
# A no that was given must not be lost with its row: all is no until it is answered again.
UNREADABLE: Preferences = {
    question: Answer(False, 0, "unreadable") for question in (PERSONALIZATION, *CHANNELS)
}


class PreferenceRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._rows = RevisionedRows(client, table)

    def get(self, person: Person) -> tuple[Preferences, int]:
        """The preferences as of now and their revision; none at revision 0 for a new person.

        Those that cannot be read are `UNREADABLE` at their revision: later answers replace them.
        """
        body, rev = self._rows.get(person_keys.preferences(person), derived=True)
        return _readable(lambda: body) if rev else {}, rev

    def find(self, people: Sequence[Person]) -> dict[Person, Preferences]:
        """Return the preferences of those people who have any, as of now."""
        keys = [
            {name: {"S": value} for name, value in person_keys.preferences(person).items()}
            for person in dict.fromkeys(people)
        ]
        rows = get_all(self._client, self._table, keys, consistent=True)
        return {Person.from_key(row["pk"]["S"]): preferences_from_row(row) for row in rows}

    def put(self, person: Person, preferences: Preferences, *, rev: int) -> None:
        """Write the preferences that were merged after revision `rev` was read.

        Raises:
            RevisionLost: another writer was faster.
        """
        body = {question: astuple(answer) for question, answer in preferences.items()}
        key = person_keys.preferences(person)
        self._rows.put(key, pack(body), rev=rev, more=row_attribute())


def preferences_from_row(row: Any) -> Preferences:
    """The preferences of a row as boto3 gives it; none for None, noes for damage."""
    return _readable(lambda: unpack(row["body"]["B"])) if row else {}


def _readable(body: Callable[[], Any]) -> Preferences:
    try:
        return _from_body(body())
    except DAMAGE as error:
        logger.warning("preferences cannot be read: %s", type(error).__name__)
        return UNREADABLE


def _from_body(body: dict[str, Any]) -> Preferences:
    return {question: Answer(*values) for question, values in body.items()}
