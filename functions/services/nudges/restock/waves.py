"""Run waves: put restock steps on the agendas of as many people as there is stock for.

A run looks at a bounded number of people and sends the rest of its work as a message. A run that
is done twice changes nothing: a person who has a step of this wave counts as planned.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from functions.domain.nudges.restock.queue import Keyed
from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.nudges.restock.wave import Progress, Wave, allowance
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.stock import ONLINE
from functions.ports.queue import MAX_DELAY_S, Queue
from functions.services.nudges.restock.affinity import RestockAffinity
from functions.services.nudges.restock.messages import message_of, progress_of
from functions.services.nudges.restock.planning import Planned, RestockPlanning
from functions.services.nudges.restock.queue import RestockQueue
from functions.storage.keys.restock_keys import waiting_sk
from functions.storage.stock import StockRows
from functions.storage.waves import WaveRows

logger = logging.getLogger(__name__)

# Of how many people one is chosen by affinity.
CHOICE = 5
"""It bounds those who are reached only on the site as well: they may never come back, so that they
do not count as planned."""
# The oldest 5 × allowance are read and compared in one run.
MOST_BY_AFFINITY = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """A run ends after `people` or after `ms`, and goes on by a message; a page is one read."""

    people: int = 2_000
    page: int = 200
    ms: int = 30_000


class RestockWaves:
    def __init__(
        self,
        *,
        people: RestockQueue,
        waves: WaveRows,
        stock: StockRows,
        planning: RestockPlanning,
        affinity: RestockAffinity,
        settings: Callable[[], NudgeSettings],
        queue: Queue,
        clock: Callable[[], int],
        limits: Limits | None = None,
    ) -> None:
        self._people = people
        self._waves = waves
        self._stock = stock
        self._planning = planning
        self._affinity = affinity
        self._settings = settings
        self._queue = queue
        self._clock = clock
        self._limits = limits or Limits()

    def __call__(self, message: Mapping[str, Any]) -> None:
        """Go on with the wave of a message.

        Raises:
            ValueError: it is no message of this queue.
            Unavailable, RevisionLost: the same message has to be handed over again.
        """
        progress, settings, now = progress_of(message), self._settings(), self._clock()
        if now < progress.not_before and not self._begins_early(progress, settings, now):
            self._wait(progress, progress.not_before - now)
        elif settings.paused:
            self._wait(progress, MAX_DELAY_S * 1000)
        elif _is_news(progress, settings):
            self._run(progress, settings)

    def _run(self, progress: Progress, settings: NudgeSettings) -> None:
        transition, now = progress.wave.transition, self._clock()
        place = (transition.item_id, transition.location)
        level = self._stock.get([place]).get(place)
        if level is None or not transition.holds(level):
            logger.info("a wave ends: the item is gone again, or came back anew")
            return
        progress = self._with_reached(progress)
        # The best may be people who never pass: after a wave in vain, the time decides.
        by_affinity = settings.restock_order == "affinity" and not progress.idle
        most = allowance(level.quantity, settings.restock_ratio)
        most = min(most, MOST_BY_AFFINITY) if by_affinity else most
        allowed = self._waves.open(progress.wave, most, now=now)
        if allowed is None:
            logger.info("a wave ends: a later one has begun")
            return
        fill = self._by_affinity if by_affinity else self._by_time
        after, ended = fill(progress, allowed, settings)
        if not ended:
            self._queue.send([message_of(after)])
            return
        if not (progress.wave.number or after.after or self._anyone_waits(transition.item_id)):
            return  # most returns: a new item's first stock, and items that no person asked for
        if following := after.next_wave(now=now, gap_ms=settings.restock_gap_s * 1000):
            self._wait(following, following.not_before - now)

    def _with_reached(self, progress: Progress) -> Progress:
        """As a wave begins: if the last one reached a person, it is not idle, and begins in front.

        Behind one that reached no one it begins behind its people, who may never pass.
        """
        number = progress.wave.number
        if not (number and progress.idle and progress.begins):
            return progress
        known = self._waves.get(progress.wave.transition)
        reached = known and known.taken_of(replace(progress.wave, number=number - 1))
        return replace(progress.from_the_front(), idle=0) if reached else progress

    def _begins_early(self, progress: Progress, settings: NudgeSettings, now: int) -> bool:
        """Whether the wave before reached a person by now, and the gap after it is over.

        What kept its people for long may be over: quiet hours, an endpoint that was disabled. Or
        the shop made the gap shorter. A wave that did begin early goes on, by the message of its
        last run or by one that comes again.
        """
        known = self._waves.get(progress.wave.transition)
        if known and known.wave == progress.wave:
            return True
        before = replace(progress.wave, number=progress.wave.number - 1)
        if known is None or known.wave != before or not known.taken:
            return False
        return now >= known.opened_at + settings.restock_gap_s * 1000

    def _anyone_waits(self, item_id: str) -> bool:
        return bool(self._people.page(item_id, after="", count=1).rows)

    def _by_time(
        self, progress: Progress, allowed: int, settings: NudgeSettings
    ) -> tuple[Progress, bool]:
        """Plan the oldest people; the answer says how far it got, and whether the wave ended."""
        until, seen = self._clock() + self._limits.ms, 0
        item_id = progress.wave.transition.item_id
        while progress.planned < allowed:
            if seen >= self._limits.people or self._clock() >= until:
                return progress, False
            page = self._people.page(item_id, after=progress.after, count=self._limits.page)
            seen += len(page.rows)
            progress = self._page_planned(progress, page.rows, allowed, settings)
            if not page.more and progress.planned < allowed:
                if not progress.began:
                    return progress.from_the_front(), True
                progress = progress.from_the_front()
        return progress, True

    def _page_planned(
        self, progress: Progress, rows: Sequence[Keyed], allowed: int, settings: NudgeSettings
    ) -> Progress:
        """Plan people of a page in their order, until the allowance is used."""
        left = list(rows)
        while left and progress.planned < allowed:
            some = left[: allowed - progress.planned]
            left = left[len(some) :]
            on_site = progress.on_site < CHOICE * allowed
            people = [each for _, each in some]
            planned = self._plan(progress.wave, people, settings, on_site=on_site)
            progress = progress.moved_on(some[-1][0], planned.away, planned.on_site)
        return progress

    def _by_affinity(
        self, progress: Progress, allowed: int, settings: NudgeSettings
    ) -> tuple[Progress, bool]:
        """Plan those of the oldest 5 × allowance who like the item most."""
        item_id, most = progress.wave.transition.item_id, CHOICE * allowed
        customers, visitors, seen = list[Subscription](), list[Subscription](), 0
        pages = self._people.pages(item_id, after="", count=self._limits.page)
        for page in pages:
            seen += len(page.rows)
            for each in (each for _, each in page.rows if self._concerns(progress.wave, each)):
                (customers if each.person.kind == "customer" else visitors).append(each)
            if len(customers) >= most or seen >= self._limits.people:
                break
        best = self._affinity.ordered(item_id, [*customers[:most], *visitors[:most]])
        rows = [(waiting_sk(each.since, each.person), each) for each in best]
        progress = self._page_planned(progress, rows, allowed, settings)
        return progress.from_the_front(), True

    def _plan(
        self, wave: Wave, people: Sequence[Subscription], settings: NudgeSettings, *, on_site: bool
    ) -> Planned:
        now = self._clock()
        some = [each for each in people if each.waits(now) and self._concerns(wave, each)]
        return self._planning.plan(wave, some, settings, on_site=on_site)

    def _concerns(self, wave: Wave, subscription: Subscription) -> bool:
        """What is back online concerns all people, what is back in a store those who named it."""
        location = wave.transition.location
        return location in {ONLINE, subscription.location}

    def _wait(self, progress: Progress, wait_ms: int) -> None:
        """Send the message of a wave that has not begun, once for each time that it comes.

        A queue hands some messages over twice. Each would be sent again until the wave begins, and
        so there would be more and more of them.
        """
        if self._waves.sends(progress.wave) > progress.sends:
            return
        later = replace(progress, sends=progress.sends + 1)
        delay_s = min(MAX_DELAY_S, -(-wait_ms // 1000))
        self._queue.send([message_of(later)], delay_s=delay_s)
        self._waves.sent(later.wave, later.sends, now=self._clock())


def _is_news(progress: Progress, settings: NudgeSettings) -> bool:
    """Whether the kind is on, and was as the item came back: else each step would be refused."""
    of_kind = settings.kind("restock")
    return of_kind.on and progress.wave.transition.version >= of_kind.watermark
