"""Signing secrets, each made when it is first used."""

from typing import Protocol

SECRET_BYTES = 32


class Secrets(Protocol):
    def get(self, name: str) -> bytes:
        """The secret of that name, the same for every process; made if there is none yet."""

    def find(self, name: str) -> bytes | None:
        """The secret of that name, None when there is none."""

    def put(self, name: str, secret: bytes) -> None:
        """Replace a secret, for rotation."""

    def delete(self, name: str) -> None:
        """Delete a secret; one that is not there is left out."""
