"""How many changes of a table wait for the stream, and how fast they are processed."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping

from local.embedded.streams import record_number
from local.engine import Engine

WINDOW_S = 10.0


class Pace:
    """Counts what the poller reads; only the embedded engine knows what it has not read yet.

    Args:
        engine: it holds the stream.
        table: the stream's table.
        resume: the position where the poller begins, by shard; None: no earlier run left one.
        from_start: without a position, the poller begins with the oldest record.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        engine: Engine,
        table: str,
        *,
        resume: Mapping[str, str] | None,
        from_start: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._contents = engine.embedded.contents if engine.embedded else None
        self._table = table
        self._clock = clock
        self._last = 0 if from_start or not self._contents else self._contents.last_record(table)
        self._read: deque[tuple[float, int]] = deque()
        self._lock = threading.Lock()  # the poller adds while a request counts
        self._has_read_all = False
        self.processed = 0
        self.reached(resume or {})

    @property
    def waiting(self) -> int | None:
        """The number of changes that are not processed; None: some, and it cannot be known."""
        if self._contents:
            return max(0, self._contents.last_record(self._table) - self._last)
        return 0 if self._has_read_all else None

    @property
    def per_second(self) -> float:
        """Changes processed a second: the mean of the last ten seconds."""
        now = self._clock()
        with self._lock:
            while self._read and self._read[0][0] < now - WINDOW_S:
                self._read.popleft()
            return sum(count for _, count in self._read) / WINDOW_S

    def reached(self, position: Mapping[str, str]) -> None:
        """Note the sequence number of the last record processed, by shard."""
        if self._contents:
            self._last = max([self._last, *map(record_number, position.values())])

    def read(self, count: int) -> int:
        """Note that one poll read and processed so many records; the answer is `count`."""
        self._has_read_all = count == 0
        if count:
            self.processed += count
            with self._lock:
                self._read.append((self._clock(), count))
        return count
