"""Records of the Events table's stream, as Lambda hands them over."""

from base64 import b64decode
from typing import Any

from functions.domain.event import Event
from functions.storage.event_rows import from_row


def sequence_of(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def event_of(record: dict[str, Any]) -> Event:
    """The event of an insert. Lambda's JSON carries binary attributes as base64."""
    image = record["dynamodb"]["NewImage"]
    return from_row({**image, "body": {"B": b64decode(image["body"]["B"])}})
