"""Repeat read, decide and write while other writers are faster."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from functions.errors import RevisionLost

_TRIES = 12
_LONGEST_PAUSE_S = 0.5

T = TypeVar("T")
# The system's: copies restored from one snapshot would draw the same numbers from Python's own.
_jitter = random.SystemRandom()


def until_written(attempt: Callable[[], T]) -> T:
    """What `attempt` returns; it reads anew each time and raises `RevisionLost` if it lost a race.

    Raises:
        RevisionLost: it lost twelve times in a row; the same call may succeed later.
    """
    for number in range(_TRIES - 1):
        try:
            return attempt()
        except RevisionLost:
            pause = min(_LONGEST_PAUSE_S, 0.01 * 2**number)
            time.sleep(_jitter.uniform(0, pause))
    return attempt()
