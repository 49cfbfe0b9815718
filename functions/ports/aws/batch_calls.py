"""Calls of AWS that take up to ten entries, of which some may be refused."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.correlation import message_attributes
from functions.errors import Unavailable
from functions.ports.queue import Message

_BATCH = 10  # SendMessageBatch's limit, and PublishBatch's
_TRIES = 4
Entry = dict[str, Any]
Sleep = Callable[[float], None]


def entries_of(messages: Sequence[Message], write: Callable[[Message], Entry]) -> Iterator[Entry]:
    """Make the entry of each message: what `write` gives, its id, and the cause of the message."""
    for n, message in enumerate(messages):
        cause = {"MessageAttributes": message_attributes()}
        yield {"Id": str(n % _BATCH), **write(message), **cause}


def send_all(
    entries: Sequence[Entry],
    send: Callable[[list[Entry]], Mapping[str, Any]],
    *,
    sleep: Sleep = time.sleep,
) -> None:
    """Send entries in batches; what is refused is sent again with jittered back-off.

    Raises:
        Unavailable: some were refused four times.
    """
    for start in range(0, len(entries), _BATCH):
        left = list(entries[start : start + _BATCH])
        for attempt in range(_TRIES):
            if attempt:
                sleep(random.uniform(0, 0.1 * 2**attempt))  # noqa: S311 jitter, no secret
            left = _refused(left, send)
            if not left:
                break
        else:
            raise Unavailable(f"{len(left)} messages were not taken")


def _refused(entries: list[Entry], send: Callable[[list[Entry]], Mapping[str, Any]]) -> list[Entry]:
    try:
        answer = send(entries)
    except (ClientError, BotoCoreError):
        return entries
    failed = {each["Id"] for each in answer.get("Failed", ())}
    return [entry for entry in entries if entry["Id"] in failed]
