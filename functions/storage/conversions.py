"""Conversions: a row for each order that counts for a nudge, under the person who ordered."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from functions.correlation import row_attribute
from functions.domain.nudges.insights.answers import NudgeAnswer
from functions.domain.nudges.insights.attribution import Conversion, Rule
from functions.domain.nudges.nudge import NudgeId
from functions.domain.person import Person
from functions.storage.answers import answer_put
from functions.storage.batches import get_all
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import nudge_keys
from functions.storage.keys.key import attributes
from functions.storage.nudges import KEPT_DAYS
from functions.storage.revisioned import unchanged_since
from functions.storage.tables import TTL_ATTRIBUTE
from functions.storage.transactions import Transactions

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Row = dict[str, Any]


class ConversionRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._transactions = Transactions(client, table)

    def find(self, people: Iterable[Person], order_id: str) -> dict[Person, tuple[Conversion, int]]:
        """The conversion that an order is, and its revision, under those names that have it."""
        keys = [nudge_keys.conversion(person, order_id) for person in dict.fromkeys(people)]
        rows = get_all(self._client, self._table, list(map(attributes, keys)), consistent=True)
        return {
            Person.from_key(row["pk"]["S"]): (from_row(row), int(row["rev"]["N"])) for row in rows
        }

    def put(self, person: Person, order_id: str, conversion: Conversion, *, rev: int) -> None:
        """Write a conversion computed after `rev` was read, if its nudge is still there.

        The first write adds the answer `converted` to the nudge, which endpoints get notice of.

        Raises:
            RevisionLost: another wrote it, or the person was erased.
        """
        nudge_id = NudgeId.from_text(conversion.nudge_id)
        nudge = nudge_keys.nudge(nudge_id)
        row = {
            **attributes(nudge_keys.conversion(person, order_id)),
            **_attributes(conversion),
            "rev": {"N": str(rev + 1)},
            **row_attribute(),
        }
        answer = NudgeAnswer("converted", conversion.at, f"order {conversion.order_id}")
        self._transactions.write(
            [
                *([] if rev else [answer_put(self._table, nudge_id, answer)]),
                {"Put": {"TableName": self._table, "Item": row, **unchanged_since(rev)}},
                {
                    "ConditionCheck": {
                        "TableName": self._table,
                        "Key": attributes(nudge),
                        "ConditionExpression": "attribute_exists(pk)",
                    }
                },
            ]
        )

    def newest(self, person: Person, *, limit: int) -> list[Conversion]:
        """At most `limit` conversions of a person, the newest order first."""
        with dynamodb_faults():
            page = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={
                    ":pk": {"S": person.key},
                    ":prefix": {"S": nudge_keys.CONVERSION},
                },
                ConsistentRead=True,
                Limit=_MOST_READ,
            )
        found = sorted(map(from_row, page["Items"]), key=lambda each: each.at, reverse=True)
        return found[:limit]


_MOST_READ = 500


def _attributes(conversion: Conversion) -> Row:
    row: Row = {
        "order_id": {"S": conversion.order_id},
        "nudge_id": {"S": conversion.nudge_id},
        "kind": {"S": conversion.kind},
        "rule": {"S": conversion.rule},
        "window": {"N": str(conversion.window)},
        "at": {"N": str(conversion.at)},
        "value": {"N": str(conversion.value)},
        TTL_ATTRIBUTE: {"N": str(conversion.at // 1000 + KEPT_DAYS * 86_400)},
    }
    if conversion.currency:
        row["currency"] = {"S": conversion.currency}
    return row


def from_row(row: Any) -> Conversion:
    """The conversion of a row as boto3 gives it."""
    nudge_id = row["nudge_id"]["S"]
    return Conversion(
        nudge_id=nudge_id,
        kind=NudgeId.from_text(nudge_id).kind,
        order_id=row["order_id"]["S"],
        rule=cast("Rule", row["rule"]["S"]),
        window=int(row["window"]["N"]),
        at=int(row["at"]["N"]),
        value=float(row["value"]["N"]),
        currency=row["currency"]["S"] if "currency" in row else None,
    )
