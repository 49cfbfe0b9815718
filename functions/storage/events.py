"""The log of each person: truth, immutable, 400 days (the lake keeps all)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.domain.clock_skew import is_skewed
from functions.domain.event import Event
from functions.domain.person import Person
from functions.domain.signals import Family
from functions.errors import Unavailable
from functions.storage import primary_keys
from functions.storage.batches import delete_all, get_all
from functions.storage.event_rows import (
    EventRows,
    Row,
    completed,
    from_row,
    key_in_marker,
    to_marker,
    to_rows,
)
from functions.storage.faults import (
    CONDITION_FAILED,
    TRANSACTION_CANCELED,
    code_of,
    dynamodb_faults,
)
from functions.storage.primary_keys import Key, attributes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_ONLY_NEW = {
    "ConditionExpression": "attribute_not_exists(pk)",
    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as it was stored first; `is_new` is False when an earlier call stored it."""

    event: Event
    is_new: bool


@dataclass(frozen=True, slots=True)
class LogPage:
    """Events newest first; `after` is where the next page begins, None at the end."""

    events: list[Event]
    after: Row | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """Events as they stand, with all of their items; `strays` are stored under a key too many."""

    events: list[Event]
    strays: list[Event]


class Events:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def put(self, event: Event) -> Stored:
        """Store an event once; a retry gives the event that the first call stored.

        Raises:
            Unavailable: it may or may not be stored; trying again is safe.
        """
        with dynamodb_faults():
            if is_skewed(claimed_at=event.claimed_at, at=event.at):
                return self._put_with_marker(event)
            return self._put_at_claim(event)

    def delete(self, events: Sequence[Event]) -> None:
        """Delete all rows of these events; what is gone stays gone.

        Raises:
            Unavailable: some could not be deleted; deleting again is safe.
        """
        self._delete([key for event in events for key in primary_keys.event_keys(event)])

    def newest(self, person: Person, family: Family, limit: int) -> list[Event]:
        """The newest events of a family, at most `limit`, newest first, as of now (one read)."""
        return self.page(person, family, limit=limit).events

    def page(
        self,
        person: Person,
        family: Family,
        *,
        limit: int,
        since: int = 0,
        before: int | None = None,
        after: Row | None = None,
    ) -> LogPage:
        """Up to `limit` events, newest first, whose keys lie between `since` and `before` (UTC ms).

        `after` is where the page before this one ended.
        """
        query: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :from AND :to",
            "ExpressionAttributeValues": {
                ":pk": {"S": person.key},
                ":from": {"S": primary_keys.family_since(family, since)},
                ":to": {"S": primary_keys.family_before(family, before)},
            },
            "ScanIndexForward": False,
            "ConsistentRead": True,
            "Limit": limit,
        }
        if after:
            query["ExclusiveStartKey"] = after
        with dynamodb_faults():
            answer = self._client.query(**query)
        return LogPage([from_row(row) for row in answer["Items"]], answer.get("LastEvaluatedKey"))

    def walk(self, person: Person, family: Family, *, page: int) -> Iterator[Event]:
        """All events of a family, newest first, however many: for an erasure only."""
        after: Row | None = None
        while True:
            read = self.page(person, family, limit=page, after=after)
            yield from read.events
            if read.after is None:
                return
            after = read.after

    def completed(self, events: Sequence[Event]) -> list[Event]:
        """The same events, those of compact rows with all that was sent, as far as it is there.

        Raises:
            Unavailable: some could not be read.
        """
        compact = [event for event in events if event.kept != "whole"]
        rows = self._beside([primary_keys.event_rest(event) for event in compact])
        return [_whole(event, rows) for event in events]

    def arrived(self, events: Sequence[Event]) -> Arrived:
        """New events as the log holds them, by one batch read.

        A sender whose clock seemed right in one try and wrong in another has its event stored
        twice. The marker names the one that stays.

        Raises:
            Unavailable: some could not be read.
        """
        cut = [primary_keys.event_rest(event) for event in events if event.kept == "cut"]
        rows = self._beside([*map(primary_keys.event_marker, events), *cut])
        strays = [event for event in events if _is_stray(event, rows)]
        return Arrived([_whole(e, rows) for e in events if e not in strays], strays)

    def delete_strays(self, strays: Sequence[Event]) -> None:
        """Delete these rows, and nothing of the events that stay.

        Raises:
            Unavailable: some could not be deleted; deleting again is safe.
        """
        self._delete([primary_keys.event_key(event) for event in strays])

    def delete_beside(self, person: Person, goes: Callable[[int, int], bool]) -> None:
        """Delete what stands beside events, where `goes` says so of its `at` and `received_at`.

        It finds what a crash has left of events that were never stored.
        """
        query = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :rest)",
            ExpressionAttributeValues={
                ":pk": {"S": person.key},
                ":rest": {"S": primary_keys.REST},
            },
            ConsistentRead=True,
        )
        with dynamodb_faults():
            rows = [row for page in query for row in page["Items"]]
        keys = [
            {"pk": row["pk"]["S"], "sk": row["sk"]["S"]}
            for row in rows
            if goes(int(row["at"]["N"]), int(row["received_at"]["N"]))
        ]
        self._delete(keys)

    def _delete(self, keys: Sequence[Key]) -> None:
        rows = {(key["pk"], key["sk"]): attributes(key) for key in keys}
        delete_all(self._client, self._table, list(rows.values()))

    def _beside(self, keys: Sequence[Key]) -> dict[tuple[str, str], Row]:
        wanted = {(key["pk"], key["sk"]): attributes(key) for key in keys}
        rows = get_all(self._client, self._table, list(wanted.values()), consistent=True)
        return {(row["pk"]["S"], row["sk"]["S"]): row for row in rows}

    def _put_at_claim(self, event: Event) -> Stored:
        rows = to_rows(event, primary_keys.event_claim(event))
        self._put_rest(rows)
        try:
            self._put_new(rows.log)
        except ClientError as error:
            if code_of(error) == CONDITION_FAILED:
                return self._stored_before(from_row(error.response["Item"]))  # type: ignore[typeddict-item] # not in botocore's types
            raise
        return Stored(event, is_new=True)

    def _put_with_marker(self, event: Event) -> Stored:
        key = primary_keys.event_at_true_time(event)
        rows = to_rows(event, key)
        self._put_rest(rows)
        try:
            self._client.transact_write_items(
                TransactItems=self._marked(event, to_marker(event, key), rows.log)
            )
        except ClientError as error:
            if code_of(error) == TRANSACTION_CANCELED:
                return self._stored_before(self._first(event, _rows_in_the_way(error)))
            raise
        return Stored(event, is_new=True)

    def _put_rest(self, rows: EventRows) -> None:
        """Before the event itself: of a crash in between only a row without an event is left.

        The first one stays, as of the event itself.
        """
        if rows.rest is None:
            return
        try:
            self._put_new(rows.rest)
        except ClientError as error:
            if code_of(error) != CONDITION_FAILED:
                raise

    def _put_new(self, row: Row) -> None:
        self._client.put_item(TableName=self._table, Item=row, **_ONLY_NEW)  # type: ignore[arg-type] # literals

    def _marked(self, event: Event, marker: Row, row: Row) -> list[Any]:
        """The marker, the event at its true time, and that no call stored it at the claimed one.

        The marker first: of two reasons to refuse, it is the one to follow.
        """
        puts: list[Any] = [
            {"Put": {"TableName": self._table, "Item": item, **_ONLY_NEW}} for item in (marker, row)
        ]
        if event.claimed_at is None:
            return puts
        raw = attributes(primary_keys.event_claim(event))
        check = {"ConditionCheck": {"TableName": self._table, "Key": raw, **_ONLY_NEW}}
        return [*puts, check]

    def _stored_before(self, event: Event) -> Stored:
        return Stored(self.completed([event])[0], is_new=False)

    def _first(self, event: Event, in_the_way: list[Row]) -> Event:
        """The event as stored; the one in hand if it was deleted and its marker was not yet."""
        key = key_in_marker(in_the_way[0])
        if key is None:
            return from_row(in_the_way[0])
        row = self._row(key)
        return from_row(row) if row else event

    def _row(self, key: Key) -> Row | None:
        answer = self._client.get_item(
            TableName=self._table, Key=attributes(key), ConsistentRead=True
        )
        return answer.get("Item")


def _whole(event: Event, rows: dict[tuple[str, str], Row]) -> Event:
    row = rows.get(_named(primary_keys.event_rest(event)))
    return completed(event, row) if row and event.kept != "whole" else event


def _is_stray(event: Event, rows: dict[tuple[str, str], Row]) -> bool:
    marker = rows.get(_named(primary_keys.event_marker(event)))
    return marker is not None and key_in_marker(marker) != primary_keys.event_key(event)


def _named(key: Key) -> tuple[str, str]:
    return key["pk"], key["sk"]


def _rows_in_the_way(error: ClientError) -> list[Row]:
    """The rows for which the transaction was refused, in its order.

    Raises:
        Unavailable: there are none; a conflict with another writer may pass.
    """
    reasons: Any = error.response.get("CancellationReasons", [])
    rows = [each["Item"] for each in reasons if each.get("Code") == "ConditionalCheckFailed"]
    if rows:
        return rows
    codes = sorted(str(each.get("Code")) for each in reasons)
    raise Unavailable(f"DynamoDB refused the transaction: {codes}") from error
