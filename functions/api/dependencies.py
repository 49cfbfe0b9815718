"""The typed services of the API: each route names the ones it needs in its arguments.

The dependencies are coroutines, because FastAPI runs plain functions in a thread.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from starlette.concurrency import run_in_threadpool

from functions.domain.process_state import ProcessState
from functions.services.access.key_ring import KeyRing
from functions.services.access.keys import Keys
from functions.services.access.visitor_tokens import Tokens
from functions.services.catalogue.items import DeleteItem
from functions.services.catalogue.put_entries import PutEntries
from functions.services.catalogue.rules import Rules
from functions.services.catalogue.stock import PutStock
from functions.services.erasure.erase import Erase
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
from functions.services.nudges.settings import ChangeNudgeSettings
from functions.services.nudges.signed_links.cart_links import CartLinks
from functions.services.nudges.signed_links.change_by_link import ChangeByLink
from functions.services.nudges.signed_links.follow_link import FollowLink
from functions.services.people.alias import UndoAlias
from functions.services.people.consent_log import ConsentLog
from functions.services.people.preferences import SetPreferences
from functions.services.people.set_apart import SetApart
from functions.services.people.shared_ids import ReleaseId
from functions.services.people.shopping import Shopping
from functions.services.people.timeline import Timeline
from functions.services.serving.models import Models
from functions.services.serving.recommend import Recommend
from functions.services.serving.recommend_many import RecommendMany
from functions.services.serving.scorer_provider import ScorerProvider
from functions.services.tracking.entry_context import Pseudonym
from functions.services.tracking.intake_quality import IntakeQuality
from functions.services.tracking.record_events import RecordEvents
from functions.storage.catalog import CatalogRows
from functions.storage.incentive_codes import IncentiveCodeRows
from functions.storage.nudge_settings import NudgeSettingsRows
from functions.storage.preferences import PreferenceRows
from functions.storage.stock import StockRows
from functions.storage.templates import BrandRows
from functions.storage.traits import TraitRows

Clock = Callable[[], int]
"""Returns UTC milliseconds."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """Every service of the API, made once by `functions.api.wiring`."""

    clock: Clock
    threads: Executor
    key_ring: KeyRing
    tokens: Tokens
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
    cart_links: CartLinks
    follow_link: FollowLink
    change_by_link: ChangeByLink
    undo_alias: UndoAlias
    erase: Erase
    pseudonym: Pseudonym
    record_events: RecordEvents
    intake_quality: IntakeQuality
    set_apart: SetApart
    release_id: ReleaseId
    catalog: CatalogRows
    put_entries: PutEntries
    delete_item: DeleteItem
    stock: StockRows
    put_stock: PutStock
    restock_subscriptions: RestockSubscriptions
    insights: Insights
    rules: Rules
    models: Models
    scorer_provider: ScorerProvider
    recommend: Recommend
    recommend_many: RecommendMany
    explain: Explain
    find_on_site: FindOnSite
    lease: Lease
    report_outcome: ReportOutcome
    nudge_settings: NudgeSettingsRows
    change_nudge_settings: ChangeNudgeSettings
    held: Held
    process_state: Callable[[], ProcessState | None]
    instance: Callable[[], str]


def install(app: FastAPI, wiring: Wiring) -> None:
    app.state.wiring = wiring


def wiring_in(app: FastAPI) -> Wiring:
    wiring: Wiring = app.state.wiring
    return wiring


def wiring_for(request: Request) -> Wiring:
    """Return the wiring of the application that serves a request."""
    return wiring_in(request.app)


async def _clock(request: Request) -> Clock:
    return wiring_for(request).clock


async def _keys(request: Request) -> Keys:
    return wiring_for(request).keys


async def _set_apart(request: Request) -> SetApart:
    return wiring_for(request).set_apart


async def _release_id(request: Request) -> ReleaseId:
    return wiring_for(request).release_id


async def _intake_quality(request: Request) -> IntakeQuality:
    return wiring_for(request).intake_quality


async def _timeline(request: Request) -> Timeline:
    return wiring_for(request).timeline


async def _shopping(request: Request) -> Shopping:
    return wiring_for(request).shopping


async def _traits(request: Request) -> TraitRows:
    return wiring_for(request).traits


async def _preferences(request: Request) -> PreferenceRows:
    return wiring_for(request).preferences


async def _set_preferences(request: Request) -> SetPreferences:
    return wiring_for(request).set_preferences


async def _consent_log(request: Request) -> ConsentLog:
    return wiring_for(request).consent_log


async def _contacts(request: Request) -> Contacts:
    return wiring_for(request).contacts


async def _brand(request: Request) -> BrandRows:
    return wiring_for(request).brand


async def _incentive_codes(request: Request) -> IncentiveCodeRows:
    return wiring_for(request).incentive_codes


async def _build_contents(request: Request) -> BuildContents:
    return wiring_for(request).build_contents


async def _cart_links(request: Request) -> CartLinks:
    return wiring_for(request).cart_links


async def _follow_link(request: Request) -> FollowLink:
    return wiring_for(request).follow_link


async def _change_by_link(request: Request) -> ChangeByLink:
    return wiring_for(request).change_by_link


async def _suppressions(request: Request) -> Suppressions:
    return wiring_for(request).suppressions


async def _undo_alias(request: Request) -> UndoAlias:
    return wiring_for(request).undo_alias


async def _erase(request: Request) -> Erase:
    return wiring_for(request).erase


async def _catalog(request: Request) -> CatalogRows:
    return wiring_for(request).catalog


async def _put_entries(request: Request) -> PutEntries:
    return wiring_for(request).put_entries


async def _delete_item(request: Request) -> DeleteItem:
    return wiring_for(request).delete_item


async def _stock(request: Request) -> StockRows:
    return wiring_for(request).stock


async def _put_stock(request: Request) -> PutStock:
    return wiring_for(request).put_stock


async def _restock_subscriptions(request: Request) -> RestockSubscriptions:
    return wiring_for(request).restock_subscriptions


async def _insights(request: Request) -> Insights:
    return wiring_for(request).insights


async def _rules(request: Request) -> Rules:
    return wiring_for(request).rules


async def _models(request: Request) -> Models:
    return wiring_for(request).models


async def _scorer_provider(request: Request) -> ScorerProvider:
    return wiring_for(request).scorer_provider


async def _recommend(request: Request) -> Recommend:
    return wiring_for(request).recommend


async def _recommend_many(request: Request) -> RecommendMany:
    return wiring_for(request).recommend_many


async def _process_state(request: Request) -> ProcessState | None:
    return await run_in_threadpool(wiring_for(request).process_state)


async def _instance(request: Request) -> str:
    return wiring_for(request).instance()


async def _explain(request: Request) -> Explain:
    return wiring_for(request).explain


async def _find_on_site(request: Request) -> FindOnSite:
    return wiring_for(request).find_on_site


async def _lease(request: Request) -> Lease:
    return wiring_for(request).lease


async def _report_outcome(request: Request) -> ReportOutcome:
    return wiring_for(request).report_outcome


async def _nudge_settings(request: Request) -> NudgeSettingsRows:
    return wiring_for(request).nudge_settings


async def _change_nudge_settings(request: Request) -> ChangeNudgeSettings:
    return wiring_for(request).change_nudge_settings


async def _held(request: Request) -> Held:
    return wiring_for(request).held


ClockDep = Annotated[Clock, Depends(_clock)]
SetApartDep = Annotated[SetApart, Depends(_set_apart)]
ReleaseIdDep = Annotated[ReleaseId, Depends(_release_id)]
IntakeQualityDep = Annotated[IntakeQuality, Depends(_intake_quality)]
KeysDep = Annotated[Keys, Depends(_keys)]
TimelineDep = Annotated[Timeline, Depends(_timeline)]
ShoppingDep = Annotated[Shopping, Depends(_shopping)]
TraitRowsDep = Annotated[TraitRows, Depends(_traits)]
PreferenceRowsDep = Annotated[PreferenceRows, Depends(_preferences)]
SetPreferencesDep = Annotated[SetPreferences, Depends(_set_preferences)]
ConsentLogDep = Annotated[ConsentLog, Depends(_consent_log)]
ContactsDep = Annotated[Contacts, Depends(_contacts)]
BrandRowsDep = Annotated[BrandRows, Depends(_brand)]
IncentiveCodeRowsDep = Annotated[IncentiveCodeRows, Depends(_incentive_codes)]
BuildContentsDep = Annotated[BuildContents, Depends(_build_contents)]
CartLinksDep = Annotated[CartLinks, Depends(_cart_links)]
FollowLinkDep = Annotated[FollowLink, Depends(_follow_link)]
ChangeByLinkDep = Annotated[ChangeByLink, Depends(_change_by_link)]
SuppressionsDep = Annotated[Suppressions, Depends(_suppressions)]
UndoAliasDep = Annotated[UndoAlias, Depends(_undo_alias)]
EraseDep = Annotated[Erase, Depends(_erase)]
CatalogRowsDep = Annotated[CatalogRows, Depends(_catalog)]
PutEntriesDep = Annotated[PutEntries, Depends(_put_entries)]
DeleteItemDep = Annotated[DeleteItem, Depends(_delete_item)]
StockRowsDep = Annotated[StockRows, Depends(_stock)]
PutStockDep = Annotated[PutStock, Depends(_put_stock)]
RestockSubscriptionsDep = Annotated[RestockSubscriptions, Depends(_restock_subscriptions)]
InsightsDep = Annotated[Insights, Depends(_insights)]
ModelsDep = Annotated[Models, Depends(_models)]
RulesDep = Annotated[Rules, Depends(_rules)]
ScorerProviderDep = Annotated[ScorerProvider, Depends(_scorer_provider)]
RecommendDep = Annotated[Recommend, Depends(_recommend)]
RecommendManyDep = Annotated[RecommendMany, Depends(_recommend_many)]
ProcessStateDep = Annotated[ProcessState | None, Depends(_process_state)]
InstanceDep = Annotated[str, Depends(_instance)]
ExplainDep = Annotated[Explain, Depends(_explain)]
FindOnSiteDep = Annotated[FindOnSite, Depends(_find_on_site)]
LeaseDep = Annotated[Lease, Depends(_lease)]
ReportOutcomeDep = Annotated[ReportOutcome, Depends(_report_outcome)]
NudgeSettingsRowsDep = Annotated[NudgeSettingsRows, Depends(_nudge_settings)]
ChangeNudgeSettingsDep = Annotated[ChangeNudgeSettings, Depends(_change_nudge_settings)]
HeldDep = Annotated[Held, Depends(_held)]
