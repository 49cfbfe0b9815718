"""Make the services that only later routes call."""

from functions.api.later.wiring import LaterWiring
from functions.api.wiring import Wiring
from functions.bootstrap import Services
from functions.services.access.keys import Keys
from functions.services.catalogue.items import DeleteItem, PutItems
from functions.services.catalogue.rules import Rules
from functions.services.catalogue.stock import PutStock
from functions.services.erasure.wiring import erase
from functions.services.nudges import wiring as nudge_wiring
from functions.services.nudges.contents import wiring as content_wiring
from functions.services.nudges.held import Held
from functions.services.nudges.insights import Insights
from functions.services.nudges.settings import ChangeNudgeSettings
from functions.services.nudges.signed_links import wiring as link_wiring
from functions.services.people import wiring as people_wiring
from functions.services.people.consent_log import ConsentLog
from functions.services.serving.models import Models

_WRITERS = 16


def wire_later(services: Services, wiring: Wiring) -> LaterWiring:
    """Make the services that only later routes call; `wiring` is that of the application."""
    storage, clock = services.storage, services.clock
    writers = services.pool(_WRITERS)
    return LaterWiring(
        keys=_keys(services),
        timeline=services.timeline,
        shopping=people_wiring.shopping(services),
        traits=storage.traits,
        preferences=storage.preferences,
        set_preferences=people_wiring.set_preferences(services),
        consent_log=ConsentLog(storage.consent_log, storage.identity),
        contacts=nudge_wiring.contacts(services),
        suppressions=nudge_wiring.suppressions(services),
        brand=storage.brand,
        incentive_codes=storage.incentive_codes,
        build_contents=content_wiring.build_contents(services, wiring.recommend),
        cart_links=link_wiring.cart_links(services),
        follow_link=link_wiring.follow_link(services),
        change_by_link=link_wiring.change_by_link(services),
        undo_alias=people_wiring.undo_alias(services),
        erase=erase(services),
        catalog=storage.catalog,
        put_items=PutItems(storage.catalog, clock, writers),
        delete_item=DeleteItem(storage.catalog, clock),
        stock=storage.stock,
        put_stock=PutStock(storage.stock, clock, writers),
        restock_subscriptions=nudge_wiring.restock_subscriptions(services),
        insights=Insights(services.blobs, clock),
        rules=Rules(storage.rules, clock),
        models=Models(services.blobs),
        explain=nudge_wiring.explain(services),
        find_on_site=nudge_wiring.find_on_site(services),
        lease=nudge_wiring.lease(services),
        report_outcome=nudge_wiring.report_outcome(services),
        nudge_settings=storage.nudge_settings,
        change_nudge_settings=ChangeNudgeSettings(storage.nudge_settings, clock),
        held=Held(storage.agendas, clock),
    )


def _keys(services: Services) -> Keys:
    return Keys(
        services.storage.access_keys,
        services.secrets,
        clock=services.clock,
        random_bytes=services.random_bytes,
    )
