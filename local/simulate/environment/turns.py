"""A kernel whose actors give way only where a schedule says so."""

from collections.abc import Callable, Sequence

from greenlet import getcurrent

from local.simulate.environment.kernel import Actor, Kernel

PAUSE_MS = 3_000
"""How long an actor stands still that has to stop; a check may be two seconds old."""
Switches = tuple[tuple[int, int], ...]
"""At which storage call, counted from 1, which actor goes on."""


class Turns(Kernel):
    """Outside of `play` it is the kernel that it stands for.

    `trace` holds, for each storage call of the play, the actors that could have gone on instead.
    """

    def __init__(self, now: int) -> None:
        super().__init__(now)
        self.trace: list[tuple[int, ...]] = []
        self._actors: list[Actor] = []
        self._switches: dict[int, int] = {}
        self._next = 0

    def play(self, bodies: Sequence[Callable[[], object]], first: int, switches: Switches) -> None:
        """Run all bodies to their ends, `first` first, and the others in their order."""
        self._hub = getcurrent()
        self._switches, self._next, self.trace = dict(switches), first, []
        self._actors = [Actor(f"actor {number}", body) for number, body in enumerate(bodies)]
        while left := self._left():
            if self._next not in left:
                self._next = left[0]
            self._resume(self._actors[self._next])
        self._actors = []

    def sleep(self, milliseconds: int) -> None:
        if self.current not in self._actors:
            super().sleep(milliseconds)
            return
        self.now += 1
        running = self._actors.index(self.current)
        others = tuple(number for number in self._left() if number != running)
        self.trace.append(others)
        target = self._switches.get(len(self.trace))
        if target in others:
            self.now += PAUSE_MS
            self._next = target
            self._hub.switch()

    def _left(self) -> list[int]:
        """The actors that have not ended."""
        return [
            number
            for number, actor in enumerate(self._actors)
            if actor.run is None or not actor.run.dead
        ]
