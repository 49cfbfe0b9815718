"""Deliveries: one row for each event and endpoint, under the person that the event is about.

While one waits, the index `due` has it at its next attempt; the index `ready` has all of an
endpoint's, by the time at which they were made, as its log.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from functions.domain.delivery.delivery import Delivery, DeliveryId, State
from functions.domain.delivery.event_types import EventType
from functions.domain.nudges.nudge import NudgeId
from functions.storage.batches import get_all
from functions.storage.faults import CONDITION_FAILED, code_of, dynamodb_faults
from functions.storage.keys import delivery_keys
from functions.storage.keys.key import attributes
from functions.storage.packing import pack, unpack
from functions.storage.tables import DUE_INDEX, READY_INDEX, TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Row = dict[str, Any]
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """`after` is where the next page begins; None at the end."""

    ids: list[DeliveryId]
    after: Row | None


class DeliveryRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def find(self, ids: Iterable[DeliveryId]) -> dict[DeliveryId, Delivery]:
        """Return those of these deliveries that there are, as of now."""
        keys = [attributes(delivery_keys.delivery(i)) for i in dict.fromkeys(ids)]
        rows = get_all(self._client, self._table, keys, consistent=True)
        return {each.id: each for each in map(_from_row, rows)}

    def write(self, delivery: Delivery) -> Delivery | None:
        """Write what was computed after revision `delivery.rev`; None if another was faster.

        The row of an erased person is not made again.
        """
        try:
            with dynamodb_faults():
                self._client.put_item(
                    TableName=self._table,
                    Item=_to_row(delivery),
                    ConditionExpression="rev = :rev",
                    ExpressionAttributeValues={":rev": {"N": str(delivery.rev)}},
                )
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                return None
            raise
        return replace(delivery, rev=delivery.rev + 1)

    def due(self, shard: int, *, until: int, limit: int, after: Row | None = None) -> DeliveryPage:
        """Deliveries of a shard that wait for an attempt by `until` (UTC ms), longest due first."""
        return self._page(
            DUE_INDEX,
            "due_shard = :shard AND due_at <= :until",
            {
                ":shard": {"S": delivery_keys.deliveries_due(shard)},
                ":until": {"N": str(until)},
            },
            limit=limit,
            after=after,
        )

    def log(
        self, endpoint_id: str, shard: int, *, since: int, until: int, limit: int
    ) -> list[DeliveryId]:
        """The newest deliveries of a shard to an endpoint, made in a range of UTC ms."""
        if since > until:  # DynamoDB refuses a range that ends before it begins
            return []
        page = self._page(
            READY_INDEX,
            "ready_shard = :shard AND ready_at BETWEEN :since AND :until",
            {
                ":shard": {"S": delivery_keys.delivery_log(endpoint_id, shard)},
                ":since": {"N": str(since)},
                ":until": {"N": str(until)},
            },
            limit=limit,
            forward=False,
        )
        return page.ids

    def _page(
        self,
        index: str,
        condition: str,
        values: Mapping[str, Any],
        *,
        limit: int,
        after: Row | None = None,
        forward: bool = True,
    ) -> DeliveryPage:
        query: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": index,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values,
            "ScanIndexForward": forward,
            "Limit": limit,
        }
        if after:
            query["ExclusiveStartKey"] = after
        with dynamodb_faults():
            page = self._client.query(**query)
        ids = [
            delivery_keys.delivery_of({"pk": row["pk"]["S"], "sk": row["sk"]["S"]})
            for row in page["Items"]
        ]
        return DeliveryPage(ids, page.get("LastEvaluatedKey"))


def delivery_put(table: str, delivery: Delivery, *, again: bool = False) -> Row:
    """The write, in a transaction, of a new delivery; with `again` over one that ended before."""
    put: Row = {"TableName": table, "Item": _to_row(delivery)}
    if not again:
        put["ConditionExpression"] = "attribute_not_exists(pk)"
    return {"Put": put}


def _to_row(delivery: Delivery) -> Row:
    own, nudge = delivery.id, delivery.nudge
    shard = delivery_keys.delivery_shard(own)
    body = {
        "type": delivery.type,
        "reason": delivery.reason,
        "attempts": delivery.attempts,
        "attempted_at": delivery.attempted_at,
        "due_at": delivery.due_at,
        "status": delivery.status,
        "valid_until": delivery.valid_until,
        "nudge": nudge.text if nudge else None,
        "data": delivery.data,
        "replayed": delivery.replayed,
    }
    row = {
        **attributes(delivery_keys.delivery(own)),
        "rev": {"N": str(delivery.rev + 1)},
        "state": {"S": delivery.state},
        "ready_shard": {"S": delivery_keys.delivery_log(own.endpoint, shard)},
        "ready_at": {"N": str(delivery.created_at)},
        "body": {"B": pack(body)},
        TTL_ATTRIBUTE: {"N": str(delivery.created_at // 1000 + KEPT_DAYS * 86_400)},
    }
    if delivery.state == "waiting":
        row["due_shard"] = {"S": delivery_keys.deliveries_due(shard)}
        row["due_at"] = {"N": str(delivery.due_at)}
    return row


def _from_row(row: Any) -> Delivery:
    body = unpack(row["body"]["B"])
    return Delivery(
        id=delivery_keys.delivery_of({"pk": row["pk"]["S"], "sk": row["sk"]["S"]}),
        type=cast("EventType", body["type"]),
        created_at=int(row["ready_at"]["N"]),
        due_at=body["due_at"],
        state=cast("State", row["state"]["S"]),
        reason=body["reason"],
        attempts=body["attempts"],
        attempted_at=body["attempted_at"],
        status=body["status"],
        valid_until=body["valid_until"],
        nudge=NudgeId.from_text(body["nudge"]) if body["nudge"] else None,
        data=body["data"],
        replayed=body["replayed"],
        rev=int(row["rev"]["N"]),
    )
