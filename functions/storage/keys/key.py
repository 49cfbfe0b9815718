"""What every key of DynamoDB shares: its type, its form in calls, its shards and its times."""

from typing import Any

Key = dict[str, str]
SHARDS = tuple(range(16))


def attributes(key: Key) -> dict[str, Any]:
    """The key as DynamoDB's calls take it."""
    return {name: {"S": value} for name, value in key.items()}


def millis(at: int) -> str:
    return f"{at:013d}"
