"""Plan steps for people who have an item in mind that runs low, or costs less now."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.item_news.interests import Interest
from functions.domain.nudges.item_news.news_step import NewsStep, armed
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import Person
from functions.errors import RevisionLost
from functions.ports.queue import Queue
from functions.services.nudges.facts.owners import Owners
from functions.services.nudges.restock.messages import (
    NewsProgress,
    message_of_news,
    news_progress_of,
)
from functions.services.retry import until_written
from functions.storage.agendas import AgendaRows, agenda_put
from functions.storage.interests import InterestRows, news_action
from functions.storage.keys.restock_keys import ITEM_SHARDS
from functions.storage.transactions import Transactions


@dataclass(frozen=True, slots=True)
class NewsLimits:
    """A run ends after `people` or after `ms`, and goes on by a message; a page is one read."""

    people: int = 2_000
    page: int = 100
    ms: int = 30_000


class InterestNews:
    def __init__(
        self,
        *,
        interests: InterestRows,
        agendas: AgendaRows,
        owners: Owners,
        transactions: Transactions,
        settings: Callable[[], NudgeSettings],
        queue: Queue,
        pool: Executor,
        clock: Callable[[], int],
        limits: NewsLimits | None = None,
    ) -> None:
        self._interests = interests
        self._agendas = agendas
        self._owners = owners
        self._transactions = transactions
        self._settings = settings
        self._queue = queue
        self._pool = pool
        self._clock = clock
        self._limits = limits or NewsLimits()

    def __call__(self, message: Mapping[str, Any]) -> None:
        """Go on with the news of a message; the same news are planned once for a person.

        Raises:
            ValueError: it is no message of this queue.
            Unavailable, RevisionLost: the same message has to be handed over again.
        """
        progress, settings = news_progress_of(message), self._settings()
        until, seen = self._clock() + self._limits.ms, 0
        while settings.kind(progress.news.reason).on and progress.shard in ITEM_SHARDS:
            if seen >= self._limits.people or self._clock() >= until:
                self._queue.send([message_of_news(progress)])
                return
            page, more = self._interests.page(
                progress.news.item_id,
                progress.shard,
                after=progress.after,
                limit=self._limits.page,
            )
            self._plan(progress, page, settings)
            seen += len(page)
            progress = _moved_on(progress, more)

    def _plan(
        self, progress: NewsProgress, people: Sequence[Interest], settings: NudgeSettings
    ) -> None:
        owners = self._owners.of([(each.person, each.at) for each in people])
        agendas = self._agendas.find(owners.values())
        not_since = progress.news.version - settings.rest_s * 1000

        def plan(each: Interest) -> None:
            if each.at > progress.news.version:
                return  # they took it as it is now
            person = owners[each.person, each.at]
            step = NewsStep.of(progress.news, each)
            try:
                self._armed(step, each, person, agendas[person], not_since)
            except RevisionLost:
                until_written(lambda: self._again(step, each, person, not_since))

        list(self._pool.map(plan, people))

    def _again(self, step: NewsStep, interest: Interest, person: Person, not_since: int) -> None:
        known = self._interests.planned_at(interest, step.news.reason)
        if known is not None and known < not_since:
            self._armed(step, interest, person, self._agendas.find([person])[person], not_since)

    def _armed(
        self, step: NewsStep, interest: Interest, person: Person, agenda: Agenda, not_since: int
    ) -> None:
        news, after = step.news, armed(agenda, step, self._clock())
        if after is agenda:
            return
        table = self._transactions.table
        marked = news_action(table, interest, news.reason, news.version, not_since=not_since)
        self._transactions.write([agenda_put(table, person, after), marked])


def _moved_on(progress: NewsProgress, more: str | None) -> NewsProgress:
    if more is None:
        return NewsProgress(progress.news, progress.shard + 1)
    return replace(progress, after=more)
