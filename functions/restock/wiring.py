"""Make the services of the restock function."""

from concurrent.futures import Executor

from functions.bootstrap import Services
from functions.domain.nudges.settings import NudgeSettings
from functions.restock.process import ProcessRestock
from functions.services.nudges.facts.owners import Owners
from functions.services.nudges.item_news.interest_news import InterestNews
from functions.services.nudges.restock.affinity import RestockAffinity
from functions.services.nudges.restock.planning import RestockPlanning
from functions.services.nudges.restock.queue import RestockQueue
from functions.services.nudges.restock.waves import Limits, RestockWaves

_WRITERS = 16


def process_restock(services: Services, limits: Limits | None = None) -> ProcessRestock:
    pool = services.pool(_WRITERS)
    return ProcessRestock(
        queue=services.restock_queue,
        waves=restock_waves(services, pool, limits),
        news=interest_news(services, pool),
        settings=lambda: _settings(services),
        meter=services.meter,
    )


def restock_waves(services: Services, pool: Executor, limits: Limits | None = None) -> RestockWaves:
    storage = services.storage
    owners = Owners(storage.identity)
    return RestockWaves(
        people=RestockQueue(storage.subscriptions, pool),
        waves=storage.waves,
        stock=storage.stock,
        planning=RestockPlanning(
            agendas=storage.agendas,
            nudges=storage.nudges,
            subscriptions=storage.subscriptions,
            preferences=storage.preferences,
            owners=owners,
            transactions=storage.transactions,
            pool=pool,
            clock=services.clock,
        ),
        affinity=RestockAffinity(
            owners=owners,
            profiles=storage.profiles,
            events=storage.events,
            catalog=storage.catalog,
            pool=pool,
            clock=services.clock,
        ),
        settings=lambda: _settings(services),
        queue=services.restock_queue,
        clock=services.clock,
        limits=limits,
    )


def interest_news(services: Services, pool: Executor) -> InterestNews:
    storage = services.storage
    return InterestNews(
        interests=storage.interests,
        agendas=storage.agendas,
        owners=Owners(storage.identity),
        transactions=storage.transactions,
        settings=lambda: _settings(services),
        queue=services.restock_queue,
        pool=pool,
        clock=services.clock,
    )


def _settings(services: Services) -> NudgeSettings:
    return services.storage.nudge_settings.get()
