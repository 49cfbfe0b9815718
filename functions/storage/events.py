"""The log of each person: truth, immutable, 400 days (the lake keeps all)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from functions.domain.event import Event
from functions.domain.person import Person
from functions.domain.signals import Family
from functions.storage.batches import delete_all, get_all
from functions.storage.event_puts import EventPuts, Stored
from functions.storage.event_rows import Row, key_in_marker
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import event_keys
from functions.storage.keys.key import Key, attributes
from functions.storage.unreadable_rows import event_in, whole_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


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


class EventRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._puts = EventPuts(client, table)

    def put(self, event: Event) -> Stored:
        """Store an event once; a retry gives the event that the first call stored.

        Raises:
            Unavailable: it may or may not be stored; trying again is safe.
        """
        stored = self._puts.put(event)
        return Stored(self.completed([stored.event])[0], stored.is_new)

    def delete(self, events: Sequence[Event]) -> None:
        """Delete all rows of these events; what is gone stays gone.

        Raises:
            Unavailable: some could not be deleted; deleting again is safe.
        """
        self._delete([key for event in events for key in event_keys.every_key(event)])

    def newest(self, person: Person, family: Family, limit: int) -> list[Event]:
        """The newest events of a family, at most `limit`, newest first, as of now (one read)."""
        return [event_in(row) for row in self.newest_rows(person, family, limit)]

    def newest_rows(self, person: Person, family: Family, limit: int) -> list[Row]:
        """The same as rows of the log, for a reader that needs only some of the events."""
        keys = event_keys.family_since(family, 0), event_keys.family_before(family, None)
        rows, _ = self._query(person, keys, limit, None)
        return rows

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
        """Up to `limit` events, newest first, with keys between `since` and `before` (UTC ms).

        `after` is where the page before this one ended.
        """
        keys = event_keys.family_since(family, since), event_keys.family_before(family, before)
        rows, rest = self._query(person, keys, limit, after)
        return LogPage([event_in(row) for row in rows], rest)

    def newest_of_both(self, person: Person, limit: int) -> tuple[LogPage | None, LogPage]:
        """The newest browsing and commerce, at most `limit` rows, by one consistent read.

        Commerce comes first and browsing gets the rows that it leaves; None where it leaves none.
        """
        keys = event_keys.family_since("b", 0), event_keys.family_before("c", None)
        rows, after = self._query(person, keys, limit, None)
        first = event_keys.family_since("c", 0)
        commerce = [event_in(row) for row in rows if row["sk"]["S"] >= first]
        browse = [event_in(row) for row in rows if row["sk"]["S"] < first]
        if after and not browse:
            return None, LogPage(commerce, after)
        return LogPage(browse, after), LogPage(commerce, None)

    def _query(
        self, person: Person, keys: tuple[str, str], limit: int, after: Row | None
    ) -> tuple[list[Row], Row | None]:
        query: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :from AND :to",
            "ExpressionAttributeValues": {
                ":pk": {"S": person.key},
                ":from": {"S": keys[0]},
                ":to": {"S": keys[1]},
            },
            "ScanIndexForward": False,
            "ConsistentRead": True,
            "Limit": limit,
        }
        if after:
            query["ExclusiveStartKey"] = after
        with dynamodb_faults():
            answer = self._client.query(**query)
        return answer["Items"], answer.get("LastEvaluatedKey")

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
        rows = self._side_rows([event_keys.event_rest(event) for event in compact])
        return [_whole(event, rows) for event in events]

    def arrived(self, events: Sequence[Event]) -> Arrived:
        """The new events as the log holds them, by one batch read.

        A sender whose clock seemed right in one try and wrong in another has its event stored
        twice. The marker names the one that stays.

        Raises:
            Unavailable: some could not be read.
        """
        cut = [event_keys.event_rest(event) for event in events if event.kept == "cut"]
        rows = self._side_rows([*map(event_keys.event_marker, events), *cut])
        strays = [event for event in events if _is_stray(event, rows)]
        return Arrived([_whole(e, rows) for e in events if e not in strays], strays)

    def delete_strays(self, strays: Sequence[Event]) -> None:
        """Delete these rows, and nothing of the events that stay.

        Raises:
            Unavailable: some could not be deleted; deleting again is safe.
        """
        self._delete([event_keys.event_key(event) for event in strays])

    def delete_side_rows(self, person: Person, goes: Callable[[int, int], bool]) -> None:
        """Delete markers and rests of events, where `goes` holds for their `at` and `received_at`.

        It finds what a crash has left of events that were never stored.
        """
        query = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :rest)",
            ExpressionAttributeValues={
                ":pk": {"S": person.key},
                ":rest": {"S": event_keys.REST},
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

    def _side_rows(self, keys: Sequence[Key]) -> dict[tuple[str, str], Row]:
        wanted = {(key["pk"], key["sk"]): attributes(key) for key in keys}
        rows = get_all(self._client, self._table, list(wanted.values()), consistent=True)
        return {(row["pk"]["S"], row["sk"]["S"]): row for row in rows}


def _whole(event: Event, rows: dict[tuple[str, str], Row]) -> Event:
    row = rows.get(_named(event_keys.event_rest(event)))
    return whole_of(event, row) if row and event.kept != "whole" else event


def _is_stray(event: Event, rows: dict[tuple[str, str], Row]) -> bool:
    marker = rows.get(_named(event_keys.event_marker(event)))
    return marker is not None and key_in_marker(marker) != event_keys.event_key(event)


def _named(key: Key) -> tuple[str, str]:
    return key["pk"], key["sk"]
