"""Make the services of the routes that are called most."""

from collections.abc import Callable
from functools import cache
from secrets import token_hex

from functions.api.wiring import Wiring
from functions.bootstrap import Services
from functions.correlation import CorrelatedThreads
from functions.services.access.key_ring import KeyRing
from functions.services.access.visitor_tokens import Tokens
from functions.services.catalogue.item_names import ItemNames
from functions.services.people import wiring as people_wiring
from functions.services.serving import wiring as serving_wiring
from functions.services.serving.catalogue_names import names_in
from functions.services.tracking import wiring as tracking_wiring
from functions.services.tracking.intake_quality import IntakeQuality

_REQUESTS = 40  # computed at a time, as many as Starlette does


def wire(services: Services) -> Wiring:
    """Make the services; the model and the catalogue are loaded before it returns."""
    storage, settings, clock = services.storage, services.settings, services.clock
    quality = IntakeQuality(storage.intake_quality, clock, services.meter)
    scorer_provider = serving_wiring.scorer_provider(services)
    recommend = serving_wiring.recommend(services, scorer_provider)
    item_names = ItemNames(names_in(scorer_provider), storage.item_aliases, clock)
    apart = people_wiring.set_apart(services)
    tokens = Tokens(services.secrets, clock, settings.key_cache_s)
    record_events = tracking_wiring.record_events(
        services, people_wiring.follow_ups(services, apart), quality, item_names
    )
    return Wiring(
        clock=clock,
        threads=CorrelatedThreads(_REQUESTS),
        key_ring=KeyRing(storage.access_keys, clock, settings.key_cache_s),
        tokens=tokens,
        pseudonym=tracking_wiring.pseudonym(services),
        record_events=record_events,
        intake_quality=quality,
        set_apart=apart,
        item_names=item_names,
        scorer_provider=scorer_provider,
        recommend=recommend,
        recommend_many=serving_wiring.recommend_many(services, recommend),
        process_state=services.process_state,
        instance=instance_name(),
    )


def instance_name() -> Callable[[], str]:
    """Name this process; at the first question, as a restored snapshot would share its name."""
    return cache(lambda: token_hex(4))
