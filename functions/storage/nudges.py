"""Rows of decided nudges. What changes stands apart from the packed rest.

A row is written only together with the person's agenda, under its revision.
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from functions.correlation import row_attribute
from functions.domain.nudges.kinds import Channel
from functions.domain.nudges.nudge import Nudge, NudgeId, State
from functions.domain.person import Person
from functions.storage.batches import get_all
from functions.storage.faults import CONDITION_FAILED, code_of, dynamodb_faults
from functions.storage.keys import nudge_keys, person_keys
from functions.storage.keys.key import attributes
from functions.storage.packing import pack, unpack
from functions.storage.shard_pages import ready_page
from functions.storage.tables import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Row = dict[str, Any]
KEPT_DAYS = 400
RECALLED = "recalled-"
"""Before a channel: the partition of leased nudges that must not be sent any more."""


class NudgeRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def find(self, ids: Iterable[NudgeId]) -> dict[NudgeId, Nudge]:
        """Return those of these nudges that there are, as of now."""
        keys = [attributes(nudge_keys.nudge(each)) for each in dict.fromkeys(ids)]
        rows = get_all(self._client, self._table, keys, consistent=True)
        nudges = map(from_row, rows)
        return {nudge.id: nudge for nudge in nudges}

    def display(self, nudge_id: NudgeId, *, at: int, alert: str) -> bool:
        """Mark a ready nudge as displayed at UTC ms, with its alert.

        False where it is marked, or ready no more.
        """
        try:
            with dynamodb_faults():
                self._client.update_item(
                    TableName=self._table,
                    Key=attributes(nudge_keys.nudge(nudge_id)),
                    UpdateExpression="SET displayed_at = :at, alert = :alert",
                    ConditionExpression="#state = :ready AND attribute_not_exists(displayed_at)",
                    ExpressionAttributeNames={"#state": "state"},
                    ExpressionAttributeValues={
                        ":at": {"N": str(at)},
                        ":alert": {"S": alert},
                        ":ready": {"S": "ready"},
                    },
                )
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                return False
            raise
        return True

    def ready(self, channel: str, shard: int, *, until: int, limit: int) -> list[NudgeId]:
        """The ids of a channel's nudges ready by `until` (UTC ms), the longest ready first.

        The index may trail the table a little.
        """
        rows = ready_page(self._client, self._table, channel, shard, until=until, limit=limit)
        return [nudge_keys.nudge_of({"pk": row["pk"]["S"], "sk": row["sk"]["S"]}) for row in rows]

    def newest(self, person: Person, *, limit: int) -> list[Nudge]:
        """Return at most `limit` nudges of a person, the newest decision first."""
        rows: list[Row] = []
        with dynamodb_faults():
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :nudge)",
                ExpressionAttributeValues={
                    ":pk": {"S": person.key},
                    ":nudge": {"S": nudge_keys.NUDGE},
                },
                ConsistentRead=True,
                PaginationConfig={"MaxItems": _MOST_READ},
            )
            for page in pages:
                rows += page["Items"]
        nudges = sorted(map(from_row, rows), key=lambda nudge: nudge.decided_at, reverse=True)
        return nudges[:limit]


_MOST_READ = 500


def nudge_put(table: str, nudge: Nudge, ready_at: int | None = None) -> Row:
    """The write, in a transaction, of a nudge that was decided now: its id was never used.

    Errors of the transaction name a decision that another made.
    """
    row = {
        **attributes(nudge_keys.nudge(nudge.id)),
        "body": _body(nudge),
        TTL_ATTRIBUTE: {"N": str(nudge.decided_at // 1000 + KEPT_DAYS * 86_400)},
        **_changing(nudge, ready_at),
        **row_attribute(),
    }
    return {
        "Put": {
            "TableName": table,
            "Item": row,
            "ConditionExpression": "attribute_not_exists(pk)",
        }
    }


def nudge_update(
    table: str, nudge: Nudge, *, was: State, ready_at: int | None = None, whole: bool = False
) -> Row:
    """The write, in a transaction, of what changed of a nudge that was in the state `was`.

    With `whole` its items and the rest of it are written, too. The row of an erased person is not
    made again.
    """
    values = _changing(nudge, ready_at)
    if whole:
        values["body"] = _body(nudge)
    gone = [name for name in _CHANGING if name not in values]
    return _update(table, nudge.id, was, values, gone)


def nudge_end(table: str, nudge_id: NudgeId, *, was: State, state: State, reason: str) -> Row:
    """The write, in a transaction, of the end of a nudge of which no more is known than its id.

    What is known of its hand-over stays, for a click or an outcome that comes later.
    """
    return _update(
        table, nudge_id, was, {"state": {"S": state}, "reason": {"S": reason}}, _OF_INDEX
    )


def _update(table: str, nudge_id: NudgeId, was: State, values: Row, gone: Collection[str]) -> Row:
    values = {**values, **row_attribute()}
    sets = ", ".join(f"#{name} = :{name}" for name in values)
    change = f"SET {sets}" + (f" REMOVE {', '.join(f'#{n}' for n in gone)}" if gone else "")
    return {
        "Update": {
            "TableName": table,
            "Key": attributes(nudge_keys.nudge(nudge_id)),
            "UpdateExpression": change,
            "ConditionExpression": "attribute_exists(pk) AND #state = :was",
            "ExpressionAttributeNames": {f"#{name}": name for name in {"state", *values, *gone}},
            "ExpressionAttributeValues": {
                **{f":{name}": value for name, value in values.items()},
                ":was": {"S": was},
            },
        }
    }


def _body(nudge: Nudge) -> Row:
    content = {
        "decided_at": nudge.decided_at,
        "since": nudge.since,
        "due_first": nudge.due_first,
        "items": nudge.items,
        "incentive": nudge.incentive,
        "note": nudge.note,
        "test": nudge.test,
        "holdout": nudge.holdout,
    }
    return {"B": pack(content)}


_TEXTS = ("channel", "state", "reason", "recipient", "route", "recalled", "alert")
_TIMES = ("valid_until", "handed_over_at", "displayed_at")
_OF_INDEX = ("ready_shard", "ready_at")
_CHANGING = (*_TEXTS, *_TIMES, *_OF_INDEX)


def _changing(nudge: Nudge, ready_at: int | None) -> Row:
    values: Row = {n: {"S": v} for n in _TEXTS if (v := getattr(nudge, n)) is not None}
    values |= {n: {"N": str(v)} for n in _TIMES if (v := getattr(nudge, n)) is not None}
    shard = person_keys.shard_of(nudge.id.person)
    if nudge.state == "ready" and nudge.channel:
        at = nudge.decided_at if ready_at is None else ready_at
        values["ready_shard"] = {"S": nudge_keys.ready_shard(nudge.channel, shard)}
        values["ready_at"] = {"N": str(at)}
    elif nudge.recalled and nudge.channel and nudge.state == "leased":
        values["ready_shard"] = {"S": nudge_keys.ready_shard(RECALLED + nudge.channel, shard)}
        values["ready_at"] = {"N": str(nudge.valid_until or 0)}
    return values


def _put_off(row: Row, decided_at: int) -> int | None:
    """The time (UTC ms) until which a ready nudge was put off."""
    if row["state"]["S"] != "ready" or "ready_at" not in row:
        return None
    at = int(row["ready_at"]["N"])
    return at if at > decided_at else None


def from_row(row: Row) -> Nudge:
    body = unpack(row["body"]["B"])
    texts = {name: row[name]["S"] for name in _TEXTS if name in row}
    times = {name: int(row[name]["N"]) for name in _TIMES if name in row}
    return Nudge(
        id=nudge_keys.nudge_of({"pk": row["pk"]["S"], "sk": row["sk"]["S"]}),
        channel=cast("Channel | None", texts.pop("channel", None)),
        state=cast("State", texts.pop("state")),
        reason=texts.pop("reason"),
        decided_at=body["decided_at"],
        since=body["since"],
        due_first=body["due_first"],
        items=tuple(body["items"]),
        incentive=body["incentive"],
        note=body["note"],
        test=body.get("test", False),
        holdout=body.get("holdout", 0.0),  # rows of before have none
        valid_until=times.get("valid_until"),
        handed_over_at=times.get("handed_over_at"),
        displayed_at=times.get("displayed_at"),
        recipient=texts.get("recipient"),
        route=texts.get("route"),
        recalled=texts.get("recalled"),
        alert=texts.get("alert"),
        not_before=_put_off(row, body["decided_at"]),
    )
