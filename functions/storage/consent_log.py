"""The log of consent: every answer that a person gave, kept until their erasure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from functions.domain.person import Person
from functions.domain.preferences import Answer
from functions.errors import Unavailable
from functions.storage.batches import put_all
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import person_keys
from functions.storage.keys.key import attributes
from functions.storage.packing import pack, unpack

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LoggedAnswer = tuple[str, Answer]
"""A question, `email` for example, and the answer."""


class ConsentLogRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def add(self, person: Person, answers: Mapping[str, Answer]) -> None:
        """Log answers; logging the same again changes nothing.

        Raises:
            Unavailable: some may not be logged.
        """
        rows = [_row(person, question, answer) for question, answer in answers.items()]
        if put_all(self._client, self._table, rows):
            raise Unavailable("DynamoDB did not write the log of consent")

    def newest_first(self, person: Person, limit: int) -> list[LoggedAnswer]:
        """Up to `limit` answers that were given under this very name."""
        with dynamodb_faults():
            answer: Any = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={
                    ":pk": {"S": person.key},
                    ":prefix": {"S": person_keys.CONSENT},
                },
                ConsistentRead=True,
                ScanIndexForward=False,
                Limit=limit,
            )
        return [_logged(row) for row in answer["Items"]]


def _row(person: Person, question: str, answer: Answer) -> dict[str, Any]:
    key = person_keys.consent(person, answer.at, question, value=answer.value)
    body = pack([question, answer.value, answer.at, answer.by, answer.wording])
    return {**attributes(key), "body": {"B": body}}


def _logged(row: dict[str, Any]) -> LoggedAnswer:
    question, *answer = unpack(row["body"]["B"])
    return question, Answer(*answer)
