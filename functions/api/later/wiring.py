"""The services that only later routes call, and how an application keeps them."""

from dataclasses import dataclass

from fastapi import FastAPI, Request

from functions.domain.store_currency import StoreCurrency
from functions.services.access.keys import Keys
from functions.services.catalogue.items import DeleteItem
from functions.services.catalogue.put_entries import PutEntries
from functions.services.catalogue.rules import Rules
from functions.services.catalogue.stock import PutStock
from functions.services.delivery.delivery_log import DeliveryLog
from functions.services.delivery.endpoints import Endpoints
from functions.services.delivery.postal_address import RequirePostalAddress
from functions.services.delivery.try_endpoint import TryEndpoint
from functions.services.erasure.erase import Erase
from functions.services.imports.file_imports import FileImports
from functions.services.nudges.confirmations.answer import AnswerConfirmation
from functions.services.nudges.confirmations.ask import AskByAddress
from functions.services.nudges.confirmations.confirm import ConfirmByLink
from functions.services.nudges.confirmations.lease import LeaseConfirmations
from functions.services.nudges.confirmations.mail import BuildConfirmations
from functions.services.nudges.contents.lease_contents import BuildContents
from functions.services.nudges.explain import Explain
from functions.services.nudges.hand_over.lease import Lease
from functions.services.nudges.hand_over.outcomes import ReportOutcome
from functions.services.nudges.held import Held
from functions.services.nudges.insights import Insights
from functions.services.nudges.on_site import FindOnSite
from functions.services.nudges.recipients.contacts import Contacts
from functions.services.nudges.recipients.suppressions import Suppressions
from functions.services.nudges.restock.subscriptions import RestockSubscriptions
from functions.services.nudges.send_test import SendTest
from functions.services.nudges.settings import ChangeNudgeSettings
from functions.services.nudges.signed_links.cart_links import CartLinks
from functions.services.nudges.signed_links.change_by_link import ChangeByLink
from functions.services.nudges.signed_links.follow_link import FollowLink
from functions.services.nudges.signed_links.render_links import RenderLinks
from functions.services.people.alias import UndoAlias
from functions.services.people.consent_log import ConsentLog
from functions.services.people.preferences import SetPreferences
from functions.services.people.shared_ids import ReleaseId
from functions.services.people.shopping import Shopping
from functions.services.people.timeline import Timeline
from functions.services.serving.models import Models
from functions.services.shopify.receive import ReceiveShopify
from functions.services.shopify.secret import ShopifySecretStore
from functions.storage.catalog import CatalogRows
from functions.storage.incentive_codes import IncentiveCodeRows
from functions.storage.nudge_settings import NudgeSettingsRows
from functions.storage.preferences import PreferenceRows
from functions.storage.stock import StockRows
from functions.storage.templates import BrandRows
from functions.storage.traits import TraitRows


@dataclass(frozen=True, slots=True)
class LaterWiring:
    """Services of the routes that are included later, made once by `functions.api.later.wire`."""

    keys: Keys
    timeline: Timeline
    shopping: Shopping
    traits: TraitRows
    preferences: PreferenceRows
    set_preferences: SetPreferences
    consent_log: ConsentLog
    contacts: Contacts
    suppressions: Suppressions
    brand: BrandRows
    incentive_codes: IncentiveCodeRows
    build_contents: BuildContents
    send_test: SendTest
    cart_links: CartLinks
    render_links: RenderLinks
    follow_link: FollowLink
    change_by_link: ChangeByLink
    undo_alias: UndoAlias
    erase: Erase
    release_id: ReleaseId
    receive_shopify: ReceiveShopify
    shopify_secret: ShopifySecretStore
    file_imports: FileImports
    store_currency: StoreCurrency
    catalog: CatalogRows
    put_entries: PutEntries
    delete_item: DeleteItem
    stock: StockRows
    put_stock: PutStock
    restock_subscriptions: RestockSubscriptions
    ask_by_address: AskByAddress
    lease_confirmations: LeaseConfirmations
    answer_confirmation: AnswerConfirmation
    build_confirmations: BuildConfirmations
    confirm_by_link: ConfirmByLink
    insights: Insights
    rules: Rules
    models: Models
    explain: Explain
    find_on_site: FindOnSite
    lease: Lease
    report_outcome: ReportOutcome
    nudge_settings: NudgeSettingsRows
    change_nudge_settings: ChangeNudgeSettings
    held: Held
    endpoints: Endpoints
    try_endpoint: TryEndpoint
    require_postal_address: RequirePostalAddress
    delivery_log: DeliveryLog


def install(app: FastAPI, wiring: LaterWiring) -> None:
    app.state.later = wiring


def later_wiring_for(request: Request) -> LaterWiring:
    """Return the services of the later routes of the application that serves a request."""
    wiring: LaterWiring = request.app.state.later
    return wiring
