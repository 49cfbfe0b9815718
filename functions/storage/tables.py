"""The three tables. `template.yaml` defines them for AWS; a build test compares the two."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TTL_ATTRIBUTE = "expires_at"
CHANGES_INDEX = "changes"
DUE_INDEX = "due"
READY_INDEX = "ready"


@dataclass(frozen=True)
class TableNames:
    """What the three tables are called in one deployment."""

    events: str
    customers: str
    catalog: str

    @classmethod
    def prefixed(cls, prefix: str) -> "TableNames":
        return cls(f"{prefix}-events", f"{prefix}-customers", f"{prefix}-catalog")


def _key_schema(hash_key: str, range_key: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": hash_key, "KeyType": "HASH"},
        {"AttributeName": range_key, "KeyType": "RANGE"},
    ]


def _attributes(**types: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "AttributeType": kind} for name, kind in types.items()]


def _keys_only_index(name: str, hash_key: str, range_key: str) -> dict[str, Any]:
    return {
        "IndexName": name,
        "KeySchema": _key_schema(hash_key, range_key),
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }


def _table(stream: str, **more: Any) -> dict[str, Any]:
    return {
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _key_schema("pk", "sk"),
        "AttributeDefinitions": _attributes(pk="S", sk="S"),
        "StreamSpecification": {"StreamViewType": stream},
        "TimeToLiveSpecification": {"AttributeName": TTL_ATTRIBUTE, "Enabled": True},
        **more,
    }


# In CloudFormation's shape, keyed by the fields of `TableNames`. An event never changes, so its
# stream needs no old image. The change index carries what serving reads, so that its readers need
# one round of queries and nothing else. A quantity is not in it: counting down triggers no reader.
# The two indexes of customers are sparse: only rows that wait for a time are in them.
TABLES: Mapping[str, dict[str, Any]] = {
    "events": _table("NEW_IMAGE"),
    "customers": _table(
        "NEW_AND_OLD_IMAGES",
        AttributeDefinitions=_attributes(
            pk="S", sk="S", due_shard="S", due_at="N", ready_shard="S", ready_at="N"
        ),
        GlobalSecondaryIndexes=[
            _keys_only_index(DUE_INDEX, "due_shard", "due_at"),
            _keys_only_index(READY_INDEX, "ready_shard", "ready_at"),
        ],
    ),
    "catalog": _table(
        "NEW_AND_OLD_IMAGES",
        AttributeDefinitions=_attributes(pk="S", sk="S", change_shard="S", changed_at="N"),
        GlobalSecondaryIndexes=[
            {
                "IndexName": CHANGES_INDEX,
                "KeySchema": _key_schema("change_shard", "changed_at"),
                "Projection": {
                    "ProjectionType": "INCLUDE",
                    "NonKeyAttributes": ["body", "available"],
                },
            }
        ],
    ),
}


def create_tables(client: "DynamoDBClient", names: TableNames) -> None:
    """Create what is missing and wait until it answers; what is there is left as it is."""
    for field, name in asdict(names).items():
        _create(client, name, TABLES[field])


def _create(client: "DynamoDBClient", name: str, definition: Mapping[str, Any]) -> None:
    rest = dict(definition)
    time_to_live = rest.pop("TimeToLiveSpecification")
    # The one word in which CreateTable and CloudFormation differ.
    rest["StreamSpecification"] = {"StreamEnabled": True, **rest["StreamSpecification"]}
    try:
        client.create_table(TableName=name, **rest)
    except client.exceptions.ResourceInUseException:
        return
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    client.update_time_to_live(TableName=name, TimeToLiveSpecification=time_to_live)
