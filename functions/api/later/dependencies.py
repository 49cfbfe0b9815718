"""As `functions.api.dependencies`, of services that only later routes call."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request

from functions.api.later.wiring import LaterWiring, later_wiring_for
from functions.api.wiring import Wiring, wiring_for
from functions.domain.store_currency import StoreCurrency
from functions.services.access.keys import Keys
from functions.services.catalogue.item_names import ItemNames
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
from functions.services.people.set_apart import SetApart
from functions.services.people.shared_ids import ReleaseId
from functions.services.people.shopping import Shopping
from functions.services.people.timeline import Timeline
from functions.services.serving.models import Models
from functions.services.shopify.receive import ReceiveShopify
from functions.services.shopify.secret import ShopifySecretStore
from functions.services.tracking.intake_quality import IntakeQuality
from functions.storage.catalog import CatalogRows
from functions.storage.incentive_codes import IncentiveCodeRows
from functions.storage.nudge_settings import NudgeSettingsRows
from functions.storage.preferences import PreferenceRows
from functions.storage.stock import StockRows
from functions.storage.templates import BrandRows
from functions.storage.traits import TraitRows


def _service(find: Callable[[LaterWiring], object]) -> Any:
    """A dependency; a coroutine, because FastAPI runs plain functions in a thread."""

    async def dependency(request: Request) -> object:
        return find(later_wiring_for(request))

    return Depends(dependency)


def _first(find: Callable[[Wiring], object]) -> Any:
    """A dependency on a service that first routes call too."""

    async def dependency(request: Request) -> object:
        return find(wiring_for(request))

    return Depends(dependency)


ReceiveShopifyDep = Annotated[ReceiveShopify, _service(lambda api: api.receive_shopify)]
FileImportsDep = Annotated[FileImports, _service(lambda api: api.file_imports)]
ShopifySecretDep = Annotated[ShopifySecretStore, _service(lambda api: api.shopify_secret)]
StoreCurrencyDep = Annotated[StoreCurrency, _service(lambda api: api.store_currency)]
ItemNamesDep = Annotated[ItemNames, _first(lambda api: api.item_names)]
SetApartDep = Annotated[SetApart, _first(lambda api: api.set_apart)]
ReleaseIdDep = Annotated[ReleaseId, _service(lambda api: api.release_id)]
IntakeQualityDep = Annotated[IntakeQuality, _first(lambda api: api.intake_quality)]
KeysDep = Annotated[Keys, _service(lambda api: api.keys)]
TimelineDep = Annotated[Timeline, _service(lambda api: api.timeline)]
ShoppingDep = Annotated[Shopping, _service(lambda api: api.shopping)]
TraitRowsDep = Annotated[TraitRows, _service(lambda api: api.traits)]
PreferenceRowsDep = Annotated[PreferenceRows, _service(lambda api: api.preferences)]
SetPreferencesDep = Annotated[SetPreferences, _service(lambda api: api.set_preferences)]
ConsentLogDep = Annotated[ConsentLog, _service(lambda api: api.consent_log)]
ContactsDep = Annotated[Contacts, _service(lambda api: api.contacts)]
RequirePostalAddressDep = Annotated[
    RequirePostalAddress, _service(lambda api: api.require_postal_address)
]
BrandRowsDep = Annotated[BrandRows, _service(lambda api: api.brand)]
IncentiveCodeRowsDep = Annotated[IncentiveCodeRows, _service(lambda api: api.incentive_codes)]
BuildContentsDep = Annotated[BuildContents, _service(lambda api: api.build_contents)]
SendTestDep = Annotated[SendTest, _service(lambda api: api.send_test)]
CartLinksDep = Annotated[CartLinks, _service(lambda api: api.cart_links)]
RenderLinksDep = Annotated[RenderLinks, _service(lambda api: api.render_links)]
FollowLinkDep = Annotated[FollowLink, _service(lambda api: api.follow_link)]
ChangeByLinkDep = Annotated[ChangeByLink, _service(lambda api: api.change_by_link)]
SuppressionsDep = Annotated[Suppressions, _service(lambda api: api.suppressions)]
UndoAliasDep = Annotated[UndoAlias, _service(lambda api: api.undo_alias)]
EraseDep = Annotated[Erase, _service(lambda api: api.erase)]
CatalogRowsDep = Annotated[CatalogRows, _service(lambda api: api.catalog)]
PutEntriesDep = Annotated[PutEntries, _service(lambda api: api.put_entries)]
DeleteItemDep = Annotated[DeleteItem, _service(lambda api: api.delete_item)]
StockRowsDep = Annotated[StockRows, _service(lambda api: api.stock)]
PutStockDep = Annotated[PutStock, _service(lambda api: api.put_stock)]
RestockSubscriptionsDep = Annotated[
    RestockSubscriptions, _service(lambda api: api.restock_subscriptions)
]
AskByAddressDep = Annotated[AskByAddress, _service(lambda api: api.ask_by_address)]
LeaseConfirmationsDep = Annotated[LeaseConfirmations, _service(lambda api: api.lease_confirmations)]
AnswerConfirmationDep = Annotated[AnswerConfirmation, _service(lambda api: api.answer_confirmation)]
BuildConfirmationsDep = Annotated[BuildConfirmations, _service(lambda api: api.build_confirmations)]
ConfirmByLinkDep = Annotated[ConfirmByLink, _service(lambda api: api.confirm_by_link)]
InsightsDep = Annotated[Insights, _service(lambda api: api.insights)]
ModelsDep = Annotated[Models, _service(lambda api: api.models)]
RulesDep = Annotated[Rules, _service(lambda api: api.rules)]
ExplainDep = Annotated[Explain, _service(lambda api: api.explain)]
FindOnSiteDep = Annotated[FindOnSite, _service(lambda api: api.find_on_site)]
LeaseDep = Annotated[Lease, _service(lambda api: api.lease)]
ReportOutcomeDep = Annotated[ReportOutcome, _service(lambda api: api.report_outcome)]
NudgeSettingsRowsDep = Annotated[NudgeSettingsRows, _service(lambda api: api.nudge_settings)]
ChangeNudgeSettingsDep = Annotated[
    ChangeNudgeSettings, _service(lambda api: api.change_nudge_settings)
]
HeldDep = Annotated[Held, _service(lambda api: api.held)]
EndpointsDep = Annotated[Endpoints, _service(lambda api: api.endpoints)]
TryEndpointDep = Annotated[TryEndpoint, _service(lambda api: api.try_endpoint)]
DeliveryLogDep = Annotated[DeliveryLog, _service(lambda api: api.delivery_log)]
