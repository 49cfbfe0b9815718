"""The tables that there are: created, described, deleted, and found by name."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from local.embedded.database import Database
from local.embedded.definition import Definition
from local.embedded.faults import Refused, invalid, table_not_found
from local.embedded.table import Stored, Table

ACCOUNT = "000000000000"
_PAGE = 100


class Tables:
    def __init__(self, database: Database, clock: Callable[[], int], region: str) -> None:
        self._database = database
        self._clock = clock
        self._arn_prefix = f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/"
        self._tables: dict[str, Table] = {}
        for number, text in database.execute("SELECT id, definition FROM tables ORDER BY id"):
            kept = json.loads(text)
            definition = Definition.from_request(kept["request"], kept["created_at"])
            self._add(number, definition.expiring(kept["expires_by"]))

    def __iter__(self) -> Iterator[Table]:
        return iter(list(self._tables.values()))

    def find(self, name: str) -> Table:
        """The table of a name or of its ARN.

        Raises:
            Refused: there is none.
        """
        table = self._tables.get(name) or self._tables.get(name.removeprefix(self._arn_prefix))
        if table is None:
            raise table_not_found(name)
        return table

    def create(self, request: Mapping[str, Any]) -> dict[str, Any]:
        name = request["TableName"]
        definition = Definition.from_request(request, self._clock())
        with self._database.writing():
            if name in self._tables:
                raise Refused("ResourceInUseException", f"Table already exists: {name}")
            number = self._database.execute(
                "INSERT INTO tables (name, definition) VALUES (?, ?)", (name, _kept(definition))
            ).lastrowid
            assert number is not None  # noqa: S101 a row that was inserted has one
            table = Table(self._database, number, definition)
            table.lay_out()
            self._add(number, definition)
        return {"TableDescription": self._described(self._tables[name])}

    def describe(self, request: Mapping[str, Any]) -> dict[str, Any]:
        return {"Table": self._described(self.find(request["TableName"]))}

    def delete(self, request: Mapping[str, Any]) -> dict[str, Any]:
        table = self.find(request["TableName"])
        with self._database.writing():
            table.drop()
            self._database.execute("DELETE FROM tables WHERE id = ?", (table.number,))
            self._database.execute(
                "DELETE FROM lagging WHERE table_name = ?", (table.definition.name,)
            )
            del self._tables[table.definition.name]
        return {"TableDescription": {**self._described(table), "TableStatus": "DELETING"}}

    def list(self, request: Mapping[str, Any]) -> dict[str, Any]:
        after, limit = request.get("ExclusiveStartTableName", ""), request.get("Limit", _PAGE)
        names = sorted(name for name in self._tables if name > after)
        answer: dict[str, Any] = {"TableNames": names[:limit]}
        if len(names) > limit:
            answer["LastEvaluatedTableName"] = names[limit - 1]
        return answer

    def update_time_to_live(self, request: Mapping[str, Any]) -> dict[str, Any]:
        table, wanted = self.find(request["TableName"]), request["TimeToLiveSpecification"]
        attribute = wanted["AttributeName"] if wanted["Enabled"] else None
        now = table.definition.expires_by
        if attribute == now or (attribute and now):
            state = "enabled" if now else "disabled"
            raise invalid(f"TimeToLive is already {state}")
        definition = table.definition.expiring(attribute)
        with self._database.writing():
            self._database.execute(
                "UPDATE tables SET definition = ? WHERE id = ?", (_kept(definition), table.number)
            )
            table.definition = definition
            table.find_expiry()
        return {"TimeToLiveSpecification": dict(wanted)}

    def describe_time_to_live(self, request: Mapping[str, Any]) -> dict[str, Any]:
        attribute = self.find(request["TableName"]).definition.expires_by
        status = {"TimeToLiveStatus": "ENABLED" if attribute else "DISABLED"}
        if attribute:
            status["AttributeName"] = attribute
        return {"TimeToLiveDescription": status}

    def stream_arn(self, table: Table) -> str:
        return f"{self.arn(table)}/stream/{stream_label(table)}"

    def arn(self, table: Table) -> str:
        return self._arn_prefix + table.definition.name

    def lag_indexes(self, lag: bool) -> None:
        """Let indexes wait for `catch_up_indexes` from now on, or follow at once again."""
        for table in self:
            table.lagging = lag

    def catch_up_indexes(self, changes: int | None = None) -> int:
        """Bring the oldest changes, or all, into the indexes, and return how many there were."""
        with self._database.writing():
            waiting = self._database.execute(
                "SELECT number, table_name, index_name, h, r, old, new FROM lagging"
                " ORDER BY number LIMIT ?",
                (-1 if changes is None else changes,),
            ).fetchall()
            for number, table, index, h, r, old, new in waiting:
                self.find(table).bring_index(
                    index, (h, r), old and Stored(old, 0), new and Stored(new, 0)
                )
                self._database.execute("DELETE FROM lagging WHERE number = ?", (number,))
        return len(waiting)

    def _add(self, number: int, definition: Definition) -> None:
        self._tables[definition.name] = Table(self._database, number, definition)

    def _described(self, table: Table) -> dict[str, Any]:
        """All but the number of items and their bytes, which would take a walk over the table."""
        definition = table.definition
        answer = definition.as_request()
        billing = {"BillingMode": answer.pop("BillingMode")}
        for index in answer.get("GlobalSecondaryIndexes", ()):
            index |= {
                "IndexStatus": "ACTIVE",
                "IndexArn": f"{self.arn(table)}/index/{index['IndexName']}",
            }
        if definition.stream_view:
            answer |= {
                "LatestStreamLabel": stream_label(table),
                "LatestStreamArn": self.stream_arn(table),
            }
        return {
            **answer,
            "TableStatus": "ACTIVE",
            "CreationDateTime": datetime.fromtimestamp(definition.created_at / 1000, UTC),
            "TableArn": self.arn(table),
            "BillingModeSummary": billing,
        }


def stream_label(table: Table) -> str:
    """The label of a stream: when it was made, and of which table; no two have the same."""
    return _label(table.definition.created_at, table.number)


@lru_cache(maxsize=64)
def _label(created_at: int, number: int) -> str:
    made = datetime.fromtimestamp(created_at / 1000, UTC)
    return f"{made:%Y-%m-%dT%H:%M:%S}.{number:03}"


def _kept(definition: Definition) -> str:
    return json.dumps(
        {
            "request": definition.as_request(),
            "created_at": definition.created_at,
            "expires_by": definition.expires_by,
        }
    )
