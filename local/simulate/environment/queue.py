"""A queue as SQS is one: at least once, in any order, late at times, and again after a failure."""

from collections.abc import Callable
from itertools import count
from random import Random

from local.simulate.environment.kernel import Crashed
from local.simulate.environment.surroundings import Surroundings

_SOON_MS = 300
_LATE_MS = 90_000
_VISIBLE_AGAIN_MS = 60_000
_TRIES = 8


class Queue:
    """Hands each message to `consumer`, as an actor of its own.

    Args:
        name: as it stands in counts and in the names of actors.
        consumer: processes one body; what it raises makes the message visible again later.
        gave_up: called with a message that failed `tries` times; it would be in the dead letters.
        tries: more than in template.yaml, as many more calls fail here.
    """

    def __init__(
        self,
        name: str,
        around: Surroundings,
        *,
        consumer: Callable[[str], object],
        gave_up: Callable[[str, BaseException], None],
        tries: int = _TRIES,
    ) -> None:
        self._name = name
        self._kernel = around.kernel
        self._faults = around.faults
        self._weather = around.weather
        self._counts = around.counts
        self._consumer = consumer
        self._gave_up = gave_up
        self._tries = tries
        self._numbers = count(1)

    def send(self, body: str, *, delay_s: float = 0) -> None:
        """Take a message; `Crashed` may end the sender before or after it was taken."""
        self._faults.point(f"{self._name}: before it took a message")
        number = next(self._numbers)
        random = Random(f"{self._faults.seed}/{self._name}/{number}")  # noqa: S311
        self._deliver(body, number, random, round(delay_s * 1_000))
        if self._faults.on and random.random() < self._weather.duplicate:
            self._counts[f"queue {self._name}: message twice"] += 1
            self._deliver(body, number, random, round(delay_s * 1_000))
        self._counts[f"queue {self._name}: message"] += 1
        self._faults.point(f"{self._name}: after it took a message")

    def _deliver(self, body: str, number: int, random: Random, delay: int) -> None:
        late = self._faults.on and random.random() < self._weather.delay
        if late:
            self._counts[f"queue {self._name}: message late"] += 1
        after = delay + random.randrange(_LATE_MS if late else _SOON_MS)
        self._attempt(body, f"{number}.{random.randrange(1_000)}", 1, after)

    def _attempt(self, body: str, number: str, attempt: int, after: int) -> None:
        def consume() -> None:
            try:
                self._consumer(body)
            except (Exception, Crashed) as error:  # noqa: BLE001 as Lambda: it is visible again
                if attempt >= self._tries:
                    self._gave_up(body, error)
                    return
                self._counts[f"queue {self._name}: message again"] += 1
                self._attempt(body, number, attempt + 1, _VISIBLE_AGAIN_MS)

        self._kernel.start(f"{self._name} {number} try {attempt}", consume, after=after)
