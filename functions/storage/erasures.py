"""Records of erasures under a person's digest, so that events still on their way are dropped."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from functions.domain.erasure import Erasure
from functions.storage.batches import get_all
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import person_keys
from functions.storage.tables import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# A stream gives up on a record after six hours, and its failure file is gone after thirty days.
KEPT_DAYS = 60


class ErasureRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def add(self, digest: str, erasure: Erasure) -> None:
        """Add an erasure to those of a digest; adding it again changes nothing."""
        expires = erasure.erased_at // 1000 + KEPT_DAYS * 86_400
        with dynamodb_faults():
            self._client.update_item(
                TableName=self._table,
                Key=_key(digest),
                UpdateExpression=f"ADD erasures :one SET {TTL_ATTRIBUTE} = :expires",
                ExpressionAttributeValues={
                    ":one": {"SS": [_text(erasure)]},
                    ":expires": {"N": str(expires)},
                },
            )

    def find(self, digests: Sequence[str]) -> dict[str, frozenset[Erasure]]:
        """The erasures of those of these marks that have any, as of now (consistent read)."""
        keys = [_key(digest) for digest in dict.fromkeys(digests)]
        rows = get_all(self._client, self._table, keys, consistent=True)
        return {
            person_keys.person_digest_of(row["pk"]["S"]): frozenset(
                map(_erasure, row["erasures"]["SS"])
            )
            for row in rows
        }


def _key(digest: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in person_keys.erasure(digest).items()}


def _text(erasure: Erasure) -> str:
    return f"{erasure.since}-{erasure.until}-{erasure.erased_at}"


def _erasure(text: str) -> Erasure:
    return Erasure(*map(int, text.split("-")))
