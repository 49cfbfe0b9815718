"""Agendas: one packed row a person, with the earliest time that it waits for in the index `due`."""

from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from functions.domain.nudges.agenda import SETTLED_MS, VERSION, Agenda, HandOver, OpenNudge
from functions.domain.nudges.agenda import Sequence as Steps
from functions.domain.person import Person
from functions.errors import HiloError
from functions.storage.batches import get_all
from functions.storage.faults import dynamodb_faults
from functions.storage.keys import nudge_keys, person_keys
from functions.storage.keys.key import SHARDS, attributes
from functions.storage.packing import pack, unpack
from functions.storage.revisioned import lost_if_changed, unchanged_since
from functions.storage.tables import DUE_INDEX, READY_INDEX

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Row = dict[str, Any]
HELD = "held"


class UnknownVersion(HiloError):
    """An agenda was written by a newer version of Hilo, or is damaged; `rev` is its revision."""

    def __init__(self, rev: int) -> None:
        super().__init__("an agenda cannot be read")
        self.rev = rev


@dataclass(frozen=True, slots=True)
class DuePage:
    """`after` is where the next page begins; None at the end."""

    people: list[Person]
    after: Row | None


class AgendaRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def find(self, people: Iterable[Person]) -> dict[Person, Agenda]:
        """Return the agenda of each of these people as of now; an empty one where there is no row.

        Raises:
            UnknownVersion: one of them cannot be read.
        """
        wanted = list(dict.fromkeys(people))
        keys = [attributes(nudge_keys.agenda(person)) for person in wanted]
        rows = get_all(self._client, self._table, keys, consistent=True)
        found = {Person.from_key(row["pk"]["S"]): from_row(row) for row in rows}
        return {person: found.get(person, Agenda()) for person in wanted}

    def put(self, person: Person, agenda: Agenda) -> None:
        """Write an agenda computed after revision `agenda.rev` was read.

        Raises:
            RevisionLost: another writer was faster.
        """
        with lost_if_changed(nudge_keys.AGENDA), dynamodb_faults():
            self._client.put_item(
                TableName=self._table,
                Item=to_row(person, agenda),
                **unchanged_since(agenda.rev),
            )

    def delete(self, person: Person) -> None:
        with dynamodb_faults():
            self._client.delete_item(
                TableName=self._table, Key=attributes(nudge_keys.agenda(person))
            )

    def due(self, shard: int, *, until: int, limit: int, after: Row | None = None) -> DuePage:
        """Return the people of a shard with agendas due by `until` (UTC ms), the longest due first.

        The index may trail the table a little.
        """
        query: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": DUE_INDEX,
            "KeyConditionExpression": "due_shard = :shard AND due_at <= :until",
            "ExpressionAttributeValues": {
                ":shard": {"S": nudge_keys.due_shard(shard)},
                ":until": {"N": str(until)},
            },
            "Limit": limit,
        }
        if after:
            query["ExclusiveStartKey"] = after
        with dynamodb_faults():
            page = self._client.query(**query)
        people = [Person.from_key(row["pk"]["S"]) for row in page["Items"]]
        return DuePage(people, page.get("LastEvaluatedKey"))

    def hold(self, person: Person, *, rev: int, at: int) -> None:
        """Take an agenda that cannot be read out of the index `due`, and list it as held.

        Once it can be read, what was received since the first `at` (UTC ms) is planned.
        """
        self._move(
            person,
            rev=rev,
            change="SET ready_shard = :shard, ready_at = :at, held_at = if_not_exists(held_at, :at)"
            " REMOVE due_shard, due_at",
            values={
                ":shard": {"S": nudge_keys.ready_shard(HELD, person_keys.shard_of(person))},
                ":at": {"N": str(at)},
            },
        )

    def release(self, person: Person, *, at: int) -> None:
        """Make a held agenda due at `at` (UTC ms) again."""
        self._move(
            person,
            rev=None,
            change="SET due_shard = :shard, due_at = :at REMOVE ready_shard, ready_at",
            values={
                ":shard": {"S": nudge_keys.due_shard(person_keys.shard_of(person))},
                ":at": {"N": str(at)},
            },
        )

    def held(self, *, limit: int) -> list[tuple[Person, int]]:
        """The people with agendas that are held, and since when (UTC ms)."""
        found: list[tuple[Person, int]] = []
        for shard in SHARDS:
            with dynamodb_faults():
                page = self._client.query(
                    TableName=self._table,
                    IndexName=READY_INDEX,
                    KeyConditionExpression="ready_shard = :shard",
                    ExpressionAttributeValues={
                        ":shard": {"S": nudge_keys.ready_shard(HELD, shard)}
                    },
                    Limit=limit,
                )
            found += [
                (Person.from_key(row["pk"]["S"]), int(row["ready_at"]["N"]))
                for row in page["Items"]
            ]
        return found[:limit]

    def _move(self, person: Person, *, rev: int | None, change: str, values: Row) -> None:
        condition = "attribute_exists(pk)" if rev is None else "rev = :rev"
        more = {} if rev is None else {":rev": {"N": str(rev)}}
        with dynamodb_faults():
            self._client.update_item(
                TableName=self._table,
                Key=attributes(nudge_keys.agenda(person)),
                UpdateExpression=change,
                ConditionExpression=condition,
                ExpressionAttributeValues={**values, **more},
            )


def agenda_put(table: str, person: Person, agenda: Agenda) -> Row:
    """The write, in a transaction, of an agenda computed after revision `agenda.rev` was read."""
    row = to_row(person, agenda)
    return {"Put": {"TableName": table, "Item": row, **unchanged_since(agenda.rev)}}


def to_row(person: Person, agenda: Agenda) -> Row:
    row = {
        **attributes(nudge_keys.agenda(person)),
        "rev": {"N": str(agenda.rev + 1)},
        "v": {"N": str(VERSION)},
        "body": {"B": pack(_body(agenda))},
    }
    if agenda.due_at is not None:
        row["due_shard"] = {"S": nudge_keys.due_shard(person_keys.shard_of(person))}
        row["due_at"] = {"N": str(agenda.due_at)}
    return row


def from_row(row: Row) -> Agenda:
    """The agenda of a row as boto3 gives it.

    Raises:
        UnknownVersion: it was written by a newer version, or is damaged.
    """
    rev = int(row["rev"]["N"])
    try:
        if int(row["v"]["N"]) != VERSION:
            raise UnknownVersion(rev)
        agenda = _agenda(unpack(row["body"]["B"]), rev)
        return (
            _with_what_it_missed(agenda, int(row["held_at"]["N"])) if "held_at" in row else agenda
        )
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise UnknownVersion(rev) from error


def _with_what_it_missed(agenda: Agenda, held_at: int) -> Agenda:
    return replace(agenda, look_at=held_at, replan_from=held_at - SETTLED_MS)


_PLAIN = (
    "last_start",
    "rests_until",
    "timezone",
    "timezone_at",
    "look_at",
    "replan_from",
    "considered",
    "settled",
    "reacts_on",
)


def _body(agenda: Agenda) -> dict[str, Any]:
    plain = {n: value for n in _PLAIN if (value := getattr(agenda, n)) not in (None, "")}
    return {
        **plain,
        "sequences": [_without_defaults(each) for each in agenda.sequences],
        "open": [astuple(each) for each in agenda.open],
        "ledger": [astuple(each) for each in agenda.ledger],
        "thanked": agenda.thanked,
    }


def _without_defaults(sequence: Steps) -> dict[str, Any]:
    defaults = {each.name: each.default for each in fields(Steps)}
    return {n: value for n, value in asdict(sequence).items() if value != defaults[n]}


def _agenda(body: dict[str, Any], rev: int) -> Agenda:
    return Agenda(
        rev=rev,
        sequences=tuple(map(_sequence, body["sequences"])),
        open=tuple(OpenNudge(*each) for each in body["open"]),
        ledger=tuple(HandOver(*each) for each in body["ledger"]),
        thanked=tuple(body["thanked"]),
        **{name: body[name] for name in _PLAIN if name in body},
    )


def _sequence(body: dict[str, Any]) -> Steps:
    return Steps(**{**body, "items": tuple(body.get("items", ()))})
