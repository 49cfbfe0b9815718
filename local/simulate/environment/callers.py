"""How the outside calls the system: a call that is not answered is sent again."""

from collections.abc import Callable
from typing import TypeVar

from functions.errors import HiloError, RevisionLost, Unavailable
from local.simulate.environment.kernel import Crashed
from local.simulate.environment.surroundings import Surroundings
from local.simulate.history import Input
from local.simulate.steps import Step

TRIES = 8
_PAUSE_MS = 1_500
T = TypeVar("T")


class NotAnswered(Exception):
    """No try was answered: the call may have taken effect or not."""


class Caller:
    """One client, which sends a call again until it is answered, up to `TRIES` times."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def ask(self, call: Callable[[], T], *, tries: int = TRIES) -> T:
        """What the system answered at last.

        Raises:
            NotAnswered: it did not.
            HiloError: it refused.
        """
        for attempt in range(tries):
            try:
                return call()
            except (Unavailable, RevisionLost, Crashed):
                self._around.counts["client: sent again"] += 1
                self._around.kernel.sleep(_PAUSE_MS * 2**attempt)
        raise NotAnswered

    def sent(self, step: Step, call: Callable[[], object]) -> Input:
        """Send a step, and give what the sender saw of it."""
        clock, counts = self._around.kernel.clock, self._around.counts
        began = clock()
        counts[f"step: {type(step).__name__}"] += 1
        try:
            self.ask(call)
        except NotAnswered:
            counts["client: gave up"] += 1
            return Input(step, began, clock(), "unsure")
        except HiloError as refusal:
            counts[f"refused: {type(step).__name__}: {str(refusal)[:60]}"] += 1
            return Input(step, began, clock(), "refused")
        return Input(step, began, clock(), "done")
