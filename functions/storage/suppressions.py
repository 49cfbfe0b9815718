"""Suppress addresses and release them, and list those that are.

The list has rows of its own, so that it is read without a scan. It alone holds an address, and
loses it at an erasure of its person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.domain.nudges.recipients.addresses import Channel
from functions.domain.nudges.recipients.suppression import Suppression
from functions.errors import Unavailable
from functions.storage.faults import (
    CONDITION_FAILED,
    TRANSACTION_CANCELED,
    code_of,
    dynamodb_faults,
)
from functions.storage.keys import recipient_keys
from functions.storage.keys.key import Key, attributes
from functions.storage.recipients import suppression_attributes, suppression_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Row = dict[str, Any]
_AT_ONCE = 50  # addresses of one transaction, which takes two actions each
# What stands in a row of an address that is suppressed already, stays: the first reason counts.
_SUPPRESS = (
    "SET reason = if_not_exists(reason, :reason), "
    "suppressed_at = if_not_exists(suppressed_at, :suppressed_at), "
    "suppressed_by = if_not_exists(suppressed_by, :suppressed_by)"
)
_RELEASE = "REMOVE reason, suppressed_at, suppressed_by ADD rev :one"
_ONE = {":one": {"N": "1"}}


@dataclass(frozen=True, slots=True)
class SuppressedAddress:
    """A line of the list; `address` is None once its person was erased."""

    channel: Channel
    digest: str
    address: str | None
    suppression: Suppression


class SuppressionRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def suppress(self, entries: Sequence[SuppressedAddress]) -> None:
        """Suppress addresses; one that is suppressed already keeps its first reason.

        Raises:
            Unavailable: some may not be suppressed; doing it again is safe.
        """
        distinct = list({(each.channel, each.digest): each for each in entries}.values())
        for start in range(0, len(distinct), _AT_ONCE):
            some = distinct[start : start + _AT_ONCE]
            self._write([action for each in some for action in self._suppress_actions(each)])

    def release(self, addresses: Sequence[tuple[Channel, str]]) -> None:
        """End the suppression of these channels and digests; doing it again changes nothing.

        Raises:
            Unavailable: some may still be suppressed.
        """
        distinct = list(dict.fromkeys(addresses))
        for start in range(0, len(distinct), _AT_ONCE):
            some = distinct[start : start + _AT_ONCE]
            self._write([action for each in some for action in self._release_actions(*each)])

    def page(
        self, channel: Channel, shard: int, *, after: str | None, limit: int
    ) -> list[SuppressedAddress]:
        """Up to `limit` lines of a shard of the list, sorted by digest, from behind `after`."""
        pk = {"S": recipient_keys.suppressed_shard(channel, shard)}
        start = {"ExclusiveStartKey": {"pk": pk, "sk": {"S": after}}} if after else {}
        query: Any = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": pk},
            "Limit": limit,
            **start,
        }
        with dynamodb_faults():
            rows: list[Any] = list(self._client.query(**query)["Items"])
        return [line for row in rows if (line := _line(channel, row))]

    def forget(self, channel: Channel, digest: str) -> None:
        """Remove the address from the list; what stands for it stays suppressed."""
        try:
            with dynamodb_faults():
                self._client.update_item(
                    TableName=self._table,
                    Key=attributes(recipient_keys.suppressed(channel, digest)),
                    UpdateExpression="REMOVE address",
                    ConditionExpression="attribute_exists(address)",
                )
        except ClientError as error:
            if code_of(error) != CONDITION_FAILED:
                raise

    def _write(self, actions: Sequence[Any]) -> None:
        try:
            with dynamodb_faults():
                self._client.transact_write_items(TransactItems=actions)
        except ClientError as error:
            if code_of(error) == TRANSACTION_CANCELED:  # without conditions: others wrote there
                raise Unavailable("the addresses are being written by another") from error
            raise

    def _suppress_actions(self, entry: SuppressedAddress) -> list[Row]:
        values = suppression_attributes(entry.suppression)
        taken = {f":{name}": value for name, value in values.items()}
        listed = {**taken, ":address": {"S": entry.address or ""}}
        row = recipient_keys.recipient(entry.channel, entry.digest)
        line = recipient_keys.suppressed(entry.channel, entry.digest)
        return [
            self._update(row, f"{_SUPPRESS} ADD rev :one", {**taken, **_ONE}),
            self._update(line, f"{_SUPPRESS}, address = :address", listed),
        ]

    def _release_actions(self, channel: Channel, digest: str) -> list[Row]:
        line = attributes(recipient_keys.suppressed(channel, digest))
        return [
            self._update(recipient_keys.recipient(channel, digest), _RELEASE, _ONE),
            {"Delete": {"TableName": self._table, "Key": line}},
        ]

    def _update(self, key: Key, expression: str, values: Row) -> Row:
        return {
            "Update": {
                "TableName": self._table,
                "Key": attributes(key),
                "UpdateExpression": expression,
                "ExpressionAttributeValues": values,
            }
        }


def _line(channel: Channel, row: Row) -> SuppressedAddress | None:
    suppression = suppression_of(row)
    if suppression is None:
        return None
    address = row.get("address", {"S": ""})["S"] or None
    return SuppressedAddress(channel, row["sk"]["S"], address, suppression)
