"""A customer's traits: one row, written under a revision."""

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from functions.domain.person import Person
from functions.domain.traits import Traits
from functions.storage.batches import get_all
from functions.storage.keys import person_keys
from functions.storage.packing import DAMAGE, pack, unpack
from functions.storage.revisioned import RevisionedRows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

logger = logging.getLogger(__name__)


class TraitRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._rows = RevisionedRows(client, table)

    def get(self, person: Person) -> tuple[Traits, int]:
        """The traits and their revision; none at revision 0 for a new person.

        Traits that cannot be read are none at their revision: the next ones replace them.
        """
        body, rev = self._rows.get(person_keys.traits(person), derived=True)
        return _readable(lambda: body or {}), rev

    def find(self, people: Sequence[Person]) -> list[Traits]:
        """The traits of those of these people who have any, as of now."""
        keys = [
            {name: {"S": value} for name, value in person_keys.traits(person).items()}
            for person in dict.fromkeys(people)
        ]
        rows = get_all(self._client, self._table, keys, consistent=True)
        return [traits_from_row(row) for row in rows]

    def put(self, person: Person, traits: Traits, *, rev: int) -> None:
        """Write the traits that were computed after revision `rev` was read.

        Raises:
            RevisionLost: another writer was faster.
        """
        self._rows.put(person_keys.traits(person), pack(traits), rev=rev)


def traits_from_row(row: Any) -> Traits:
    """The traits of a row as boto3 gives it; none for None or damage."""
    return _readable(lambda: unpack(row["body"]["B"])) if row else {}


def _readable(body: Callable[[], Any]) -> Traits:
    try:
        return _from_body(body())
    except DAMAGE as error:
        logger.warning("traits cannot be read: %s", type(error).__name__)
        return {}


def _from_body(body: dict[str, Any]) -> Traits:
    return {name: (value, (when[0], when[1], when[2])) for name, (value, when) in body.items()}
