"""The shop's valve: each process takes hand-overs of a minute in blocks."""

from collections.abc import Callable
from threading import Lock

from functions.domain.nudges.kinds import BULK, Kind
from functions.domain.nudges.settings import NudgeSettings

BLOCK = 20

Take = Callable[[int, int, int], bool]


class Valve:
    """A block is of one minute; what is left of it then lapses."""

    def __init__(self, take: Take) -> None:
        """`take(minute, count, limit)` takes a block, and is False where fewer are left."""
        self._take = take
        self._lock = Lock()
        self._minute = -1
        self._left = {True: 0, False: 0}
        self._limit = {True: 0, False: 0}
        self._closed = {True: -1, False: -1}

    def closed(self, kind: Kind, now: int) -> bool:
        """Whether it refused a kind in the minute of `now` (UTC ms), as far as is known here.

        So what waits for the next minute is neither read nor written.
        """
        with self._lock:
            return self._closed[kind in BULK] == now // 60_000

    def lets_pass(self, kind: Kind, settings: NudgeSettings, now: int) -> bool:
        """Whether one more hand-over of a kind is within the valve of the minute of `now` (UTC ms).

        Kinds that go to many people at once leave a part of it to the others.
        """
        return self.takes(settings, now, bulk=kind in BULK)

    def takes(self, settings: NudgeSettings, now: int, *, bulk: bool) -> bool:
        """The same of a message that is of no kind, at `now` (UTC ms)."""
        limit = _bulk_limit(settings) if bulk else settings.valve
        with self._lock:
            minute = now // 60_000
            if minute != self._minute:
                self._minute, self._left = minute, {True: 0, False: 0}
            if limit < self._limit[bulk]:
                self._left[bulk] = 0  # a block of a valve that was open wider
            self._limit[bulk] = limit
            if not self._left[bulk]:
                self._left[bulk] = self._block(minute, limit)
            part = bulk
            if not self._left[part] and self._limit[True] == _bulk_limit(settings):
                part = True  # what bulk kinds did not use of their part is for every kind
            if not self._left[part]:
                self._closed[bulk] = minute
                return False
            self._left[part] -= 1
            return True

    def give_back(self, settings: NudgeSettings, now: int, *, bulk: bool) -> None:
        """Leave one that was taken at `now` (UTC ms) and not used to another of its minute.

        It must be certain that nothing was handed over. One of a valve that was changed lapses.
        """
        limit = _bulk_limit(settings) if bulk else settings.valve
        with self._lock:
            if (self._minute, self._limit[bulk]) == (now // 60_000, limit):
                self._left[bulk] += 1
                self._closed = {True: -1, False: -1}

    def _block(self, minute: int, limit: int) -> int:
        """As many as could be taken: a block, or the few that are left."""
        for count in (BLOCK, 5, 1):
            if count <= limit and self._take(minute, count, limit):
                return count
        return 0


def _bulk_limit(settings: NudgeSettings) -> int:
    """The part of bulk kinds: rounded down, but of a valve of one it is that one.

    A part of none would hold them until they lapse.
    """
    part = settings.valve * settings.bulk_share
    return max(1, int(part)) if part > 0 else 0
