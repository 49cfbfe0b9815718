"""A topic: each message is one run of a function, at once and without a place to wait."""

from collections.abc import Sequence
from typing import Protocol

from functions.ports.queue import Message


class Topic(Protocol):
    def publish(self, messages: Sequence[Message]) -> None:
        """Publish messages.

        Raises:
            Unavailable: some were not taken; publishing all of them again is safe.
        """
