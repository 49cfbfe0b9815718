"""Named threads that run together: one that ends too early stops all of them."""

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)


class ThreadSupervisor:
    """`stop` is set when they shall end, or when one of them died; `failed` then names it."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.failed: str | None = None
        self._threads: list[threading.Thread] = []

    def start(self, name: str, work: Callable[[], object]) -> None:
        # Daemons: whatever one of them hangs on, the process can end.
        thread = threading.Thread(target=self._run, args=(name, work), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def join(self, deadline: float) -> None:
        """Wait for all of them, at most until then (of the monotonic clock)."""
        for thread in self._threads:
            thread.join(max(0, deadline - time.monotonic()))
            if thread.is_alive():
                logger.warning("%s does not end", thread.name)

    def _run(self, name: str, work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException:  # SystemExit of a thread is no reason to go on without it
            logger.exception("%s died", name)
        if not self.stop.is_set():
            self.failed = name
            logger.error("%s ended, and nothing goes on without it: stopping", name)
            self.stop.set()
