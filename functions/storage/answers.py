"""Answers to nudges: a row each under the person, kept as long as the nudge."""

from typing import TYPE_CHECKING, Any, cast

from functions.domain.nudges.insights.answers import NudgeAnswer, Outcome
from functions.domain.nudges.nudge import NudgeId
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import nudge_keys
from functions.storage.keys.key import attributes
from functions.storage.nudges import KEPT_DAYS
from functions.storage.tables import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Row = dict[str, Any]


class AnswerRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def find(self, nudge_id: NudgeId) -> list[NudgeAnswer]:
        """Every answer to a nudge, by outcome and time."""
        with dynamodb_faults():
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={
                    ":pk": {"S": nudge_id.person.key},
                    ":prefix": {"S": nudge_keys.answers(nudge_id)},
                },
                ConsistentRead=True,
            )
            rows: list[Any] = [row for page in pages for row in page["Items"]]
        return [
            NudgeAnswer(
                cast("Outcome", row["outcome"]["S"]),
                int(row["at"]["N"]),
                row["by"]["S"],
                machine=row["machine"]["BOOL"],
            )
            for row in rows
        ]


def answer_put(table: str, nudge_id: NudgeId, answer: NudgeAnswer) -> Row:
    """The write, in a transaction with the nudge's own row, of an answer."""
    row = {
        **attributes(nudge_keys.answer(nudge_id, answer.outcome, answer.at)),
        "outcome": {"S": answer.outcome},
        "at": {"N": str(answer.at)},
        "by": {"S": answer.by},
        "machine": {"BOOL": answer.machine},
        TTL_ATTRIBUTE: {"N": str(answer.at // 1000 + KEPT_DAYS * 86_400)},
    }
    return {"Put": {"TableName": table, "Item": row}}
