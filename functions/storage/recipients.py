"""Addresses by their HMACs: what is suppressed, and when each was written to last."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from functions.domain.nudges.nudge import NudgeId
from functions.domain.nudges.recipients.addresses import Channel
from functions.domain.nudges.recipients.suppression import REASONS, Recipient, Suppression
from functions.domain.person import Person
from functions.storage.batches import get_all
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import recipient_keys
from functions.storage.keys.key import attributes
from functions.storage.revisioned import lost_if_changed, unchanged_since

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Row = dict[str, Any]


class RecipientRows:
    """The suppression of a row is written by `storage.suppressions`, its sends here."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, channel: Channel, digest: str) -> Recipient:
        """What is known of an address as of now; a recipient of revision 0 where nothing is."""
        return self.find([(channel, digest)])[channel, digest]

    def find(
        self, addresses: Sequence[tuple[Channel, str]]
    ) -> dict[tuple[Channel, str], Recipient]:
        """The recipients of these channels and digests as of now (consistent read)."""
        keys = [attributes(recipient_keys.recipient(*each)) for each in dict.fromkeys(addresses)]
        rows = get_all(self._client, self._table, keys, consistent=True)
        found = {(each.channel, each.digest): each for each in map(recipient_from_row, rows)}
        return {each: found.get(each, Recipient(*each)) for each in addresses}

    def put_action(self, recipient: Recipient) -> Any:
        """The write, in a transaction, of what was computed after revision `recipient.rev`.

        It fails if the address was suppressed or written to since, as both raise the revision.
        """
        put = {"TableName": self._table, "Item": _to_row(recipient)}
        return {"Put": {**put, **unchanged_since(recipient.rev)}}

    def put(self, recipient: Recipient) -> None:
        """Write what was computed after revision `recipient.rev` was read.

        Raises:
            RevisionLost: another writer was faster.
        """
        with lost_if_changed("recipient"), dynamodb_faults():
            self._client.put_item(
                TableName=self._table, Item=_to_row(recipient), **unchanged_since(recipient.rev)
            )

    def forget(self, person: Person, addresses: Iterable[tuple[Channel, str]]) -> None:
        """Remove what leads from these channels and digests to an erased person.

        Raises:
            RevisionLost: an address was written to meanwhile; the same call may be made again.
        """
        for recipient in self.find(list(addresses)).values():
            if recipient.last_nudge and recipient.last_nudge.person == person:
                self.put(replace(recipient, last_nudge=None))


def suppression_attributes(suppression: Suppression) -> Row:
    """The attributes of a suppression, in a recipient's row and in the list's."""
    return {
        "reason": {"S": suppression.reason},
        "suppressed_at": {"N": str(suppression.at)},
        "suppressed_by": {"S": suppression.by},
    }


def suppression_of(row: Row) -> Suppression | None:
    """The suppression of a row; one with a reason of a later version counts as imported."""
    if "reason" not in row:
        return None
    known = {str(reason): reason for reason in REASONS}
    reason = known.get(row["reason"]["S"], "imported")
    return Suppression(reason, int(row["suppressed_at"]["N"]), row["suppressed_by"]["S"])


def _to_row(recipient: Recipient) -> Row:
    row = {
        **attributes(recipient_keys.recipient(recipient.channel, recipient.digest)),
        "rev": {"N": str(recipient.rev + 1)},
        "sends": {"L": [{"N": str(at)} for at in recipient.sends]},
    }
    if recipient.last_nudge:
        row["last_nudge"] = {"S": recipient.last_nudge.text}
    if recipient.suppression:
        row |= suppression_attributes(recipient.suppression)
    return row


def recipient_from_row(row: Row) -> Recipient:
    """The recipient of a row as boto3 gives it."""
    channel, digest = recipient_keys.recipient_of(row["pk"]["S"])
    return Recipient(
        channel=channel,
        digest=digest,
        suppression=suppression_of(row),
        sends=tuple(int(at["N"]) for at in row.get("sends", {"L": []})["L"]),
        last_nudge=NudgeId.from_text(row["last_nudge"]["S"]) if "last_nudge" in row else None,
        rev=int(row["rev"]["N"]),
    )
