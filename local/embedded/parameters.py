"""The parameters of each operation that the engine knows; any other is refused by its name."""

from collections.abc import Mapping

_NAMES = frozenset({"ExpressionAttributeNames"})
_EXPRESSIONS = _NAMES | {"ExpressionAttributeValues"}
_CONDITION = _EXPRESSIONS | {"ConditionExpression", "ReturnValuesOnConditionCheckFailure"}
_WRITE = _CONDITION | {
    "TableName",
    "ReturnValues",
    "ReturnConsumedCapacity",
    "ReturnItemCollectionMetrics",
}
_WALK = _EXPRESSIONS | {
    "TableName",
    "IndexName",
    "Select",
    "Limit",
    "ConsistentRead",
    "ExclusiveStartKey",
    "ReturnConsumedCapacity",
    "FilterExpression",
    "ProjectionExpression",
}
_BATCH = frozenset({"RequestItems", "ReturnConsumedCapacity"})
_TRANSACTION = frozenset({"TransactItems", "ReturnConsumedCapacity"})

KNOWN_PARAMETERS: Mapping[str, frozenset[str]] = {
    "CreateTable": frozenset(
        {
            "TableName",
            "AttributeDefinitions",
            "KeySchema",
            "BillingMode",
            "GlobalSecondaryIndexes",
            "StreamSpecification",
        }
    ),
    "DescribeTable": frozenset({"TableName"}),
    "DeleteTable": frozenset({"TableName"}),
    "ListTables": frozenset({"ExclusiveStartTableName", "Limit"}),
    "UpdateTimeToLive": frozenset({"TableName", "TimeToLiveSpecification"}),
    "DescribeTimeToLive": frozenset({"TableName"}),
    "PutItem": _WRITE | {"Item"},
    "UpdateItem": _WRITE | {"Key", "UpdateExpression"},
    "DeleteItem": _WRITE | {"Key"},
    "BatchWriteItem": _BATCH | {"ReturnItemCollectionMetrics"},
    "TransactWriteItems": _TRANSACTION | {"ClientRequestToken", "ReturnItemCollectionMetrics"},
    "GetItem": _NAMES
    | {"TableName", "Key", "ConsistentRead", "ReturnConsumedCapacity", "ProjectionExpression"},
    "BatchGetItem": _BATCH,
    "TransactGetItems": _TRANSACTION,
    "Query": _WALK | {"KeyConditionExpression", "ScanIndexForward"},
    "Scan": _WALK,
    "ListStreams": frozenset({"TableName"}),
    "DescribeStream": frozenset({"StreamArn", "ExclusiveStartShardId", "Limit"}),
    "GetShardIterator": frozenset({"StreamArn", "ShardId", "ShardIteratorType", "SequenceNumber"}),
    "GetRecords": frozenset({"ShardIterator", "Limit"}),
}
