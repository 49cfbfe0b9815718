"""Imports on a laptop: the queue wakes the same code as on AWS; a process of its own reads."""

import logging
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from threading import Event
from typing import Any

from functions.errors import HiloError
from functions.imports.wiring import process_imports
from local.services import LaptopServices

logger = logging.getLogger(__name__)

_LOOK_S = 0.5
_AFTER_FAULT_S = 2.0


class ImportRun:
    def __init__(self, services: LaptopServices, stop: Event) -> None:
        self._process = process_imports(services, _in_a_process)
        self._queue = services.imports_queue
        self._stop = stop

    def work(self) -> None:
        """Do what the queue holds, a part of a file at a time, until `stop` is set."""
        while not self._stop.wait(_LOOK_S):
            try:
                self._queue.hand_over(lambda each: self._process(each, self._stop.is_set))
            except (HiloError, ValueError) as fault:
                logger.warning("a message stays in the queue of imports: %s", fault)
                self._stop.wait(_AFTER_FAULT_S)


def _in_a_process(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function in a process that ends afterwards; requests are answered meanwhile."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()
