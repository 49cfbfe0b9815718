"""Contact data of customers that the shop vouches for: one row, written under a revision."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from functions.domain.nudges.recipients.contact import Contact, VerifiedAddress
from functions.domain.person import Person
from functions.storage.batches import get_all
from functions.storage.keys import person_keys
from functions.storage.keys.key import attributes
from functions.storage.packing import pack, unpack
from functions.storage.revisioned import RevisionedRows, unchanged_since
from functions.storage.tables import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class ContactRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._rows = RevisionedRows(client, table)

    def get(self, person: Person) -> tuple[Contact, int]:
        """The contact data as of now and their revision; none at revision 0 for a new person."""
        body, rev = self._rows.get(person_keys.contact(person))
        return _from_body(body or {}), rev

    def find(self, people: Sequence[Person]) -> list[Contact]:
        """The contact data of those of these people who have any, in this order."""
        distinct = list(dict.fromkeys(people))
        keys = [attributes(person_keys.contact(person)) for person in distinct]
        rows = get_all(self._client, self._table, keys, consistent=True)
        found = {row["pk"]["S"]: _from_body(unpack(row["body"]["B"])) for row in rows}
        return [found[person.key] for person in distinct if person.key in found]

    def put(self, person: Person, contact: Contact, *, rev: int) -> None:
        """Write the contact data that were computed after revision `rev` was read.

        Raises:
            RevisionLost: another writer was faster.
        """
        self._rows.put(person_keys.contact(person), _packed(contact), rev=rev)

    def put_action(
        self, person: Person, contact: Contact, *, rev: int, expires_at: int
    ) -> dict[str, Any]:
        """The same write in a transaction, of a row that ends by itself at UTC ms."""
        row = {
            **attributes(person_keys.contact(person)),
            "rev": {"N": str(rev + 1)},
            "body": {"B": _packed(contact)},
            TTL_ATTRIBUTE: {"N": str(expires_at // 1000)},
        }
        return {"Put": {"TableName": self._table, "Item": row, **unchanged_since(rev)}}


def contact_from_row(row: Any) -> Contact:
    """The contact data of a row as boto3 gives it; none for None."""
    return _from_body(unpack(row["body"]["B"])) if row else Contact()


def _packed(contact: Contact) -> bytes:
    return pack(
        {
            "email": astuple(contact.email) if contact.email else None,
            "phone": astuple(contact.phone) if contact.phone else None,
            "language": contact.language,
        }
    )


def _from_body(body: dict[str, Any]) -> Contact:
    return Contact(
        email=VerifiedAddress(*body["email"]) if body.get("email") else None,
        phone=VerifiedAddress(*body["phone"]) if body.get("phone") else None,
        language=body.get("language"),
    )
