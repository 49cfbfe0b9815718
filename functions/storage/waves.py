"""How many alerts a wave may send, and how many it has: one row a wave."""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.domain.nudges.restock.wave import Wave
from functions.storage.faults import CONDITION_FAILED, code_of, dynamodb_faults
from functions.storage.keys import restock_keys
from functions.storage.keys.key import attributes
from functions.storage.tables import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Long after the last nudge of a wave lapsed.
_KEPT_S = 30 * 86_400


class WaveRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def open(self, wave: Wave, allowance: int, *, now: int) -> int:
        """Begin a wave, and return its allowance: of two that begin one, the first one's counts.

        `now` is UTC ms.
        """
        try:
            with dynamodb_faults():
                self._client.put_item(
                    TableName=self._table,
                    Item={
                        **_key(wave),
                        "allowance": {"N": str(allowance)},
                        "taken": {"N": "0"},
                        TTL_ATTRIBUTE: {"N": str(now // 1000 + _KEPT_S)},
                    },
                    ConditionExpression="attribute_not_exists(pk)",
                )
        except ClientError as error:
            if code_of(error) != CONDITION_FAILED:
                raise
            known, _ = self.get(wave)
            return known
        return allowance

    def get(self, wave: Wave) -> tuple[int, int]:
        """The allowance, and how much of it is taken (consistent read); 0 without a row."""
        with dynamodb_faults():
            answer = self._client.get_item(
                TableName=self._table, Key=_key(wave), ConsistentRead=True
            )
        row: Any = answer.get("Item")
        return (int(row["allowance"]["N"]), int(row["taken"]["N"])) if row else (0, 0)

    def take(self, wave: Wave) -> bool:
        """Take one alert of the allowance; False where none is left."""
        return self._add(wave, 1, "taken < allowance")

    def give_back(self, wave: Wave) -> bool:
        """Give one alert back that was taken and not used."""
        return self._add(wave, -1, "taken > :zero")

    def sends(self, wave: Wave) -> int:
        """How often the message of a wave was sent again, before the wave began."""
        with dynamodb_faults():
            answer = self._client.get_item(
                TableName=self._table, Key=_sends_key(wave), ConsistentRead=True
            )
        row: Any = answer.get("Item")
        return int(row["sends"]["N"]) if row else 0

    def sent(self, wave: Wave, sends: int, *, now: int) -> None:
        """Keep that the message of a wave was sent so often; `now` is UTC ms."""
        with dynamodb_faults():
            self._client.put_item(
                TableName=self._table,
                Item={
                    **_sends_key(wave),
                    "sends": {"N": str(sends)},
                    TTL_ATTRIBUTE: {"N": str(now // 1000 + _KEPT_S)},
                },
            )

    def _add(self, wave: Wave, number: int, condition: str) -> bool:
        values = {":number": {"N": str(number)}}
        if ":zero" in condition:
            values[":zero"] = {"N": "0"}
        try:
            with dynamodb_faults():
                self._client.update_item(
                    TableName=self._table,
                    Key=_key(wave),
                    UpdateExpression="ADD taken :number",
                    ConditionExpression=condition,
                    ExpressionAttributeValues=values,
                )
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                return False
            raise
        return True


def _sends_key(wave: Wave) -> dict[str, Any]:
    return attributes(restock_keys.wave_sends(wave.transition.item_id, wave.note))


def _key(wave: Wave) -> dict[str, Any]:
    return attributes(restock_keys.wave(wave.transition.item_id, wave.note))
