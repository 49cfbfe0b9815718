"""Devices as the provider of push messages knows them."""

from typing import Protocol


class PushEndpoints(Protocol):
    def token_of(self, endpoint: str) -> str | None:
        """The token of a device; None for one that the provider does not know any more.

        Raises:
            Unavailable: the provider does not answer.
        """
