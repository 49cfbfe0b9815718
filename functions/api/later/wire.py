"""Make the services that only later routes call."""

from functions.api.later.wiring import LaterWiring
from functions.api.wiring import Wiring
from functions.bootstrap import Services
from functions.services.access.keys import Keys
from functions.services.catalogue import wiring as catalogue_wiring
from functions.services.catalogue.items import DeleteItem
from functions.services.catalogue.rules import Rules
from functions.services.catalogue.stock import PutStock
from functions.services.delivery import wiring as delivery_wiring
from functions.services.delivery.postal_address import RequirePostalAddress
from functions.services.erasure.wiring import erase
from functions.services.imports.wiring import file_imports
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
from functions.services.serving.catalogue_names import items_in
from functions.services.serving.models import Models
from functions.services.shopify import wiring as shopify_wiring
from functions.services.shopify.secret import ShopifySecretStore

_WRITERS = 16


def wire_later(services: Services, wiring: Wiring) -> LaterWiring:
    """Make the services that only later routes call; `wiring` is that of the application."""
    storage, clock = services.storage, services.clock
    writers = services.pool(_WRITERS)
    put_entries = catalogue_wiring.put_entries(services, writers, wiring.item_names.forget)
    put_stock = PutStock(storage.stock, clock, writers)
    delete_item = DeleteItem(catalogue_wiring.item_writes(services), clock)
    forget = erase(services)
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
        send_test=content_wiring.send_test(services, wiring.recommend),
        cart_links=link_wiring.cart_links(services),
        render_links=link_wiring.render_links(services),
        follow_link=link_wiring.follow_link(services),
        change_by_link=link_wiring.change_by_link(services),
        undo_alias=people_wiring.undo_alias(services),
        erase=forget,
        release_id=ReleaseId(storage.identity, wiring.set_apart),
        receive_shopify=shopify_wiring.receive_shopify(
            services,
            tokens=wiring.tokens,
            apart=wiring.set_apart,
            record=wiring.record_events,
            put=put_entries,
            put_stock=put_stock,
            delete=delete_item,
            names=wiring.item_names,
            items_of=items_in(wiring.scorer_provider),
            erase=forget,
        ),
        shopify_secret=ShopifySecretStore(services.secrets, clock),
        file_imports=file_imports(services),
        store_currency=services.store_currency,
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
        rules=Rules(storage.rules, clock),
        models=Models(services.blobs),
        explain=nudge_wiring.explain(services),
        find_on_site=nudge_wiring.find_on_site(services),
        lease=nudge_wiring.lease(services),
        report_outcome=nudge_wiring.report_outcome(services),
        nudge_settings=storage.nudge_settings,
        change_nudge_settings=ChangeNudgeSettings(storage.nudge_settings, clock),
        held=Held(storage.agendas, clock),
        endpoints=delivery_wiring.endpoints(services),
        try_endpoint=delivery_wiring.try_endpoint(services),
        require_postal_address=RequirePostalAddress(storage.nudge_settings, storage.brand),
        delivery_log=delivery_wiring.delivery_log(services),
    )


def _keys(services: Services) -> Keys:
    return Keys(
        services.storage.access_keys,
        services.secrets,
        clock=services.clock,
        random_bytes=services.random_bytes,
    )
