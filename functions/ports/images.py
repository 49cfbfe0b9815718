"""Pictures of items, which are kept at addresses of the shop's."""

from typing import Protocol


class Images(Protocol):
    def fetch(self, url: str) -> bytes | None:
        """The bytes of a picture; None where there is none, it is too large, or it takes long."""
