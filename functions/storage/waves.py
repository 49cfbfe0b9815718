"""The newest wave of each item at each location: how many alerts it allows, and has given."""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.domain.nudges.restock.wave import OpenWave, Transition, Wave
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

    def open(self, wave: Wave, allowance: int, *, now: int) -> int | None:
        """Begin a wave in the place of the one before, whose alerts lapse; return its allowance.

        Of two that begin one wave, the first one's allowance counts. None where a later wave has
        begun. `now` is UTC ms.
        """
        began = self._update(
            wave.transition,
            "SET returned_at = :returned, wave_number = :number, allowance = :allowance,"
            " opened_at = :now, taken_before = if_not_exists(taken, :zero), taken = :zero,"
            " of_visitors = :zero, for_visitors = :half,"
            f" {TTL_ATTRIBUTE} = :kept_until",
            "attribute_not_exists(pk) OR returned_at < :returned"
            " OR (returned_at = :returned AND wave_number < :number)",
            returned=wave.transition.version,
            number=wave.number,
            allowance=allowance,
            now=now,
            zero=0,
            half=-(-allowance // 2),
            kept_until=now // 1000 + _KEPT_S,
        )
        if began:
            return allowance
        known = self.get(wave.transition)
        return known.allowance if known and known.wave == wave else None

    def get(self, transition: Transition) -> OpenWave | None:
        """Return the newest wave of the item and location of a transition (consistent read)."""
        with dynamodb_faults():
            answer = self._client.get_item(
                TableName=self._table, Key=_key(transition), ConsistentRead=True
            )
        row = answer.get("Item")
        return _open_wave(transition, row) if row else None

    def take(
        self, transition: Transition, *, old_from: int, at_most: int, visitor: bool = False
    ) -> Wave | None:
        """Take one alert of the newest wave, if it is of this transition; return that wave.

        A wave that began by `old_from` (UTC ms) gives no more than `at_most`, even if it allowed
        more as it began. Visitors get half of its alerts at most. None where no alert is left.
        """
        row = self._update(
            transition,
            "ADD taken :one" + (", of_visitors :one" if visitor else ""),
            "returned_at = :returned AND taken < allowance"
            " AND (opened_at > :old_from OR taken < :at_most)"
            + (" AND of_visitors < for_visitors" if visitor else ""),
            returned=transition.version,
            old_from=old_from,
            at_most=at_most,
            one=1,
        )
        return _open_wave(transition, row).wave if row else None

    def give_back(self, wave: Wave, *, visitor: bool = False) -> bool:
        """Give one alert back that was taken of a wave and not used, if it is still the newest."""
        given = self._update(
            wave.transition,
            "ADD taken :less" + (", of_visitors :less" if visitor else ""),
            "returned_at = :returned AND wave_number = :number AND taken > :zero",
            returned=wave.transition.version,
            number=wave.number,
            less=-1,
            zero=0,
        )
        return given is not None

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

    def _update(
        self, transition: Transition, change: str, condition: str, **values: int
    ) -> dict[str, Any] | None:
        """Return the row as it is after the change; None where the condition does not hold."""
        try:
            with dynamodb_faults():
                answer = self._client.update_item(
                    TableName=self._table,
                    Key=_key(transition),
                    UpdateExpression=change,
                    ConditionExpression=condition,
                    ExpressionAttributeValues={f":{k}": {"N": str(v)} for k, v in values.items()},
                    ReturnValues="ALL_NEW",
                )
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                return None
            raise
        return answer["Attributes"]


def _open_wave(transition: Transition, row: dict[str, Any]) -> OpenWave:
    names = ("returned_at", "wave_number", "allowance", "taken", "taken_before", "opened_at")
    returned_at, number, *more = (int(row[name]["N"]) for name in names)
    of = Transition(transition.item_id, transition.location, returned_at)
    return OpenWave(Wave(of, number), *more)


def _sends_key(wave: Wave) -> dict[str, Any]:
    return attributes(restock_keys.wave_sends(wave.transition.item_id, wave.note))


def _key(transition: Transition) -> dict[str, Any]:
    return attributes(restock_keys.wave(transition.item_id, transition.location))
