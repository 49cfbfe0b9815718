"""The CPU time of the named parts of a request, each without the parts inside it."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

from functions.services.serving import history_reader
from functions.services.serving.history_reader import HistoryReader
from functions.services.serving.recommend import Recommend
from functions.services.tracking.record_events import RecordEvents
from functions.storage.events import EventRows
from functions.storage.profiles import ProfileRows
from model.scoring import Scorer

WHERE = {
    "botocore": ((BaseClient, "_make_api_call"),),
    "rows": (
        (ProfileRows, "packed"),
        (EventRows, "newest_rows"),
        (EventRows, "put"),
        (history_reader, "profile_in"),
        (history_reader, "events_needed"),
        (history_reader, "extend"),
        (history_reader, "as_history"),
    ),
    "scoring": ((Scorer, "recommend"),),
    "service": ((Recommend, "rank"), (HistoryReader, "load"), (RecordEvents, "__call__")),
}
PARTS = (*WHERE, "http")
"""`http` is the rest: gateway, routing, validation, threads, and writing the answer."""


class _Parts:
    """Adds up the CPU time of the functions it wraps, by part, over all threads."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._inside = threading.local()
        self._lock = threading.Lock()

    def wrapped(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timed(*given: Any, **named: Any) -> Any:
            outer = getattr(self._inside, "ms", 0.0)
            self._inside.ms, began = 0.0, time.thread_time()
            try:
                return function(*given, **named)
            finally:
                took = (time.thread_time() - began) * 1000
                with self._lock:
                    self.spent[part] += took - self._inside.ms
                self._inside.ms = outer + took

        return timed


@contextmanager
def _watching() -> Iterator[_Parts]:
    parts = _Parts()
    with ExitStack() as stack:
        for part, places in WHERE.items():
            for owner, name in places:
                timed = parts.wrapped(part, getattr(owner, name))
                stack.enter_context(patch.object(owner, name, timed))
        yield parts


def parts_of(ask: Callable[[int], Any], times: int) -> dict[str, float]:
    """Return the mean CPU ms of each of `PARTS` in one request."""
    with _watching() as parts:
        began = time.process_time()
        for n in range(times):
            ask(n)
        whole = (time.process_time() - began) * 1000
    parts.spent["http"] = whole - sum(parts.spent.values())
    return {part: parts.spent[part] / times for part in PARTS}
