"""A queue of work: each message is handed to one function, at least once."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

# SQS's limit; what has to wait longer is sent again until its time has come.
MAX_DELAY_S = 900
Message = Mapping[str, Any]
"""A JSON object; it names rows by their keys and never holds an address."""


class Queue(Protocol):
    def send(self, messages: Sequence[Message], *, delay_s: int = 0) -> None:
        """Put messages into the queue; they are handed over after `delay_s`, at most 900.

        Raises:
            Unavailable: some were not taken; sending all of them again is safe.
        """
