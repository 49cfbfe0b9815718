"""How far the work of one process has come, where that process can know it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProcessState:
    """Of a laptop, which runs API, stream and tables in one process.

    `waiting` counts the changes of the Events table that are not processed; None means that there
    are some, and that the engine cannot count them. `tables` counts rows by kind.
    """

    waiting: int | None
    processed: int
    events_per_second: float
    tables: Mapping[str, int]
