"""Wishes by address that wait for their confirmation: one row an address, for two days."""

from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from functions.domain.nudges.restock.confirmation import LIFETIME_MS, Ask, Confirmations
from functions.domain.person import Person
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import nudge_keys, person_keys, restock_keys
from functions.storage.keys.key import attributes
from functions.storage.packing import pack, unpack
from functions.storage.revisioned import lost_if_changed, unchanged_since
from functions.storage.shard_pages import ready_page
from functions.storage.tables import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CHANNEL = "confirmation"
"""The partition of the index `ready` that holds the rows with a mail to send."""


class ConfirmationRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, guest: Person) -> Confirmations:
        """The wishes under an address as of now; none at revision 0 where there is no row."""
        key = attributes(restock_keys.confirmations(guest))
        with dynamodb_faults():
            row: Any = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        found = row.get("Item")
        if not found:
            return Confirmations("")
        body = unpack(found["body"]["B"])
        asks = tuple(Ask(*each) for each in body["asks"])
        return Confirmations(body["address"], asks, int(found["rev"]["N"]))

    def put(self, guest: Person, confirmations: Confirmations) -> None:
        """Write wishes that were computed after revision `confirmations.rev` was read.

        Raises:
            RevisionLost: another writer was faster.
        """
        put = self.put_action(guest, confirmations)["Put"]
        with lost_if_changed("confirmations"), dynamodb_faults():
            self._client.put_item(**put)

    def put_action(self, guest: Person, confirmations: Confirmations) -> dict[str, Any]:
        """The same write in a transaction."""
        body = {
            "address": confirmations.address,
            "asks": [astuple(each) for each in confirmations.asks],
        }
        newest = max(each.asked_at for each in confirmations.asks)
        row: dict[str, Any] = {
            **attributes(restock_keys.confirmations(guest)),
            "rev": {"N": str(confirmations.rev + 1)},
            "body": {"B": pack(body)},
            TTL_ATTRIBUTE: {"N": str((newest + LIFETIME_MS) // 1000)},
        }
        ready = [each.asked_at for each in confirmations.asks if each.state == "ready"]
        if ready:
            shard = person_keys.shard_of(guest)
            row["ready_shard"] = {"S": nudge_keys.ready_shard(CHANNEL, shard)}
            row["ready_at"] = {"N": str(min(ready))}
        return {
            "Put": {"TableName": self._table, "Item": row, **unchanged_since(confirmations.rev)}
        }

    def ready(self, shard: int, *, until: int, limit: int) -> list[Person]:
        """The addresses of a shard with a mail to send by `until` (UTC ms), the oldest first.

        The index may trail the table a little.
        """
        rows = ready_page(self._client, self._table, CHANNEL, shard, until=until, limit=limit)
        return [Person.from_key(row["pk"]["S"]) for row in rows]
