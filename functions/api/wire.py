"""Make every service that the routes of the API call."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from secrets import token_hex

from functions.api.wiring import Wiring
from functions.bootstrap import Services
from functions.services.access.key_ring import KeyRing
from functions.services.access.keys import Keys
from functions.services.access.visitor_tokens import Tokens
from functions.services.catalogue import wiring as catalogue_wiring
from functions.services.catalogue.item_names import ItemNames
from functions.services.catalogue.items import DeleteItem
from functions.services.catalogue.rules import Rules
from functions.services.catalogue.stock import PutStock
from functions.services.delivery import wiring as delivery_wiring
from functions.services.erasure.wiring import erase
from functions.services.nudges import wiring as nudge_wiring
from functions.services.nudges.confirmations import wiring as confirmation_wiring
from functions.services.nudges.contents import wiring as content_wiring
from functions.services.nudges.held import Held
from functions.services.nudges.insights import Insights
from functions.services.nudges.settings import ChangeNudgeSettings
from functions.services.nudges.signed_links import wiring as link_wiring
from functions.services.people import wiring as people_wiring
from functions.services.people.consent_log import ConsentLog
from functions.services.people.shared_ids import ReleaseId
from functions.services.serving import wiring as serving_wiring
from functions.services.serving.catalogue_names import items_in, names_in
from functions.services.serving.models import Models
from functions.services.shopify import wiring as shopify_wiring
from functions.services.shopify.secret import ShopifySecretStore
from functions.services.tracking import wiring as tracking_wiring
from functions.services.tracking.intake_quality import IntakeQuality

_REQUESTS = 40  # computed at a time, as many as Starlette does
_WRITERS = 16


def wire(services: Services) -> Wiring:
    """Make every service; the model and the catalogue are loaded before it returns."""
    storage, settings, clock = services.storage, services.settings, services.clock
    writers = services.pool(_WRITERS)
    quality = IntakeQuality(storage.intake_quality, clock, services.meter)
    scorer_provider = serving_wiring.scorer_provider(services)
    recommend = serving_wiring.recommend(services, scorer_provider)
    item_names = ItemNames(names_in(scorer_provider), storage.item_aliases, clock)
    apart = people_wiring.set_apart(services)
    tokens = Tokens(services.secrets, clock, settings.key_cache_s)
    record_events = tracking_wiring.record_events(
        services, people_wiring.follow_ups(services, apart), quality, item_names
    )
    put_entries = catalogue_wiring.put_entries(services, writers, item_names.forget)
    put_stock = PutStock(storage.stock, clock, writers)
    delete_item = DeleteItem(catalogue_wiring.item_writes(services), clock)
    forget = erase(services)
    return Wiring(
        clock=clock,
        threads=ThreadPoolExecutor(_REQUESTS),
        key_ring=KeyRing(storage.access_keys, clock, settings.key_cache_s),
        tokens=tokens,
        keys=_keys(services),
        timeline=services.timeline,
        shopping=people_wiring.shopping(services),
        traits=storage.traits,
        preferences=storage.preferences,
        set_preferences=people_wiring.set_preferences(services),
        consent_log=ConsentLog(storage.consent_log, storage.identity),
        contacts=nudge_wiring.contacts(services),
        brand=storage.brand,
        incentive_codes=storage.incentive_codes,
        build_contents=content_wiring.build_contents(services, recommend),
        send_test=content_wiring.send_test(services, recommend),
        cart_links=link_wiring.cart_links(services),
        render_links=link_wiring.render_links(services),
        follow_link=link_wiring.follow_link(services),
        change_by_link=link_wiring.change_by_link(services),
        suppressions=nudge_wiring.suppressions(services),
        undo_alias=people_wiring.undo_alias(services),
        erase=forget,
        pseudonym=tracking_wiring.pseudonym(services),
        record_events=record_events,
        intake_quality=quality,
        set_apart=apart,
        release_id=ReleaseId(storage.identity, apart),
        receive_shopify=shopify_wiring.receive_shopify(
            services,
            tokens=tokens,
            apart=apart,
            record=record_events,
            put=put_entries,
            put_stock=put_stock,
            delete=delete_item,
            names=item_names,
            items_of=items_in(scorer_provider),
            erase=forget,
        ),
        shopify_secret=ShopifySecretStore(services.secrets, clock),
        catalog=storage.catalog,
        put_entries=put_entries,
        delete_item=delete_item,
        stock=storage.stock,
        put_stock=put_stock,
        restock_subscriptions=nudge_wiring.restock_subscriptions(services),
        ask_by_address=confirmation_wiring.ask_by_address(services),
        lease_confirmations=confirmation_wiring.lease_confirmations(services),
        answer_confirmation=confirmation_wiring.answer_confirmation(services),
        build_confirmations=confirmation_wiring.build_confirmations(services),
        confirm_by_link=confirmation_wiring.confirm_by_link(services),
        insights=Insights(services.blobs, clock),
        models=Models(services.blobs),
        rules=Rules(storage.rules, clock),
        scorer_provider=scorer_provider,
        recommend=recommend,
        recommend_many=serving_wiring.recommend_many(services, recommend),
        explain=nudge_wiring.explain(services),
        find_on_site=nudge_wiring.find_on_site(services),
        lease=nudge_wiring.lease(services),
        report_outcome=nudge_wiring.report_outcome(services),
        nudge_settings=storage.nudge_settings,
        change_nudge_settings=ChangeNudgeSettings(storage.nudge_settings, clock),
        held=Held(storage.agendas, clock),
        endpoints=delivery_wiring.endpoints(services),
        try_endpoint=delivery_wiring.try_endpoint(services),
        delivery_log=delivery_wiring.delivery_log(services),
        process_state=services.process_state,
        instance=instance_name(),
    )


def _keys(services: Services) -> Keys:
    return Keys(
        services.storage.access_keys,
        services.secrets,
        clock=services.clock,
        random_bytes=services.random_bytes,
    )


def instance_name() -> Callable[[], str]:
    """Name this process; at the first question, as a restored snapshot would share its name."""
    return cache(lambda: token_hex(4))
