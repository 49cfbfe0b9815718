"""Containers that run a training."""

from typing import Protocol


class Containers(Protocol):
    def start(self) -> str:
        """Start the container of this function and give its name; raises `Unavailable`."""
