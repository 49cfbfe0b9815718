"""Make every service that the routes of the API call."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import cache
from secrets import token_hex

from functions.api.dependencies import Wiring
from functions.bootstrap import Services
from functions.domain.external_id import pseudonym_of
from functions.services.access.key_ring import KeyRing
from functions.services.access.keys import Keys
from functions.services.access.visitor_tokens import Tokens
from functions.services.catalogue.item_names import ItemNames
from functions.services.catalogue.item_writes import ItemWrites
from functions.services.catalogue.items import DeleteItem, PutItems
from functions.services.catalogue.put_entries import PutEntries
from functions.services.catalogue.rules import Rules
from functions.services.catalogue.stock import PutStock
from functions.services.erasure.wiring import erase, erasure_race_guard
from functions.services.nudges import wiring as nudge_wiring
from functions.services.nudges.contents import content_wiring
from functions.services.nudges.held import Held
from functions.services.nudges.insights import Insights
from functions.services.nudges.recipients.contacts import Contacts
from functions.services.nudges.recipients.suppressions import Suppressions
from functions.services.nudges.restock.subscriptions import RestockSubscriptions
from functions.services.nudges.settings import ChangeNudgeSettings
from functions.services.people.alias import Alias, UndoAlias
from functions.services.people.consent_log import ConsentLog
from functions.services.people.follow_up import FollowUp
from functions.services.people.identify import Identify
from functions.services.people.joined_rows import JoinedRows
from functions.services.people.preferences import SetPreferences, UpdatePreferences
from functions.services.people.set_apart import SetApart
from functions.services.people.shared_ids import ReleaseId, SharedIds
from functions.services.people.shopping import Shopping
from functions.services.people.traits import UpdateTraits
from functions.services.serving.artifact_reloader import ArtifactReloader
from functions.services.serving.catalogue_names import names_in
from functions.services.serving.history_reader import HistoryReader
from functions.services.serving.models import Models
from functions.services.serving.overlay import Overlay
from functions.services.serving.recommend import Recommend
from functions.services.serving.recommend_many import AHEAD, RecommendMany
from functions.services.serving.rules import CurrentRules
from functions.services.serving.scorer_provider import ScorerProvider
from functions.services.tracking.entry_context import Pseudonym
from functions.services.tracking.intake_quality import IntakeQuality
from functions.services.tracking.record_events import RecordEvents
from functions.storage.primary_keys import CHANGE_SHARDS
from model.catalogue.snapshot_writer import build

_REQUESTS = 40  # computed at a time, as many as Starlette does
_WRITERS = 16
_READERS = 16
KNOBS = ("diversity", "rotation_rate", "rotation_time", "exploration")


def wire(services: Services) -> Wiring:
    """Make every service; the model and the catalogue are loaded before it returns."""
    storage, settings, clock = services.storage, services.settings, services.clock
    writers = services.pool(_WRITERS)
    quality = IntakeQuality(storage.intake_quality, clock, services.meter)
    scorer_provider = _scorer_provider(services)
    recommend = _recommend(services, scorer_provider)
    apart = set_apart(services)
    item_names = ItemNames(names_in(scorer_provider), storage.item_aliases, clock)
    return Wiring(
        clock=clock,
        threads=ThreadPoolExecutor(_REQUESTS),
        key_ring=KeyRing(storage.access_keys, clock, settings.key_cache_s),
        tokens=Tokens(services.secrets, clock, settings.key_cache_s),
        keys=_keys(services),
        timeline=services.timeline,
        shopping=shopping(services),
        traits=storage.traits,
        preferences=storage.preferences,
        set_preferences=set_preferences(services),
        consent_log=ConsentLog(storage.consent_log, storage.identity),
        contacts=contacts(services),
        brand=storage.brand,
        incentive_codes=storage.incentive_codes,
        build_contents=content_wiring.build_contents(services, recommend),
        cart_links=nudge_wiring.cart_links(services),
        follow_link=nudge_wiring.follow_link(services),
        change_by_link=nudge_wiring.change_by_link(services),
        suppressions=Suppressions(storage.suppressions, services.recipient_digest, clock),
        undo_alias=_undo_alias(services),
        erase=erase(services),
        pseudonym=pseudonym(services),
        record_events=record_events(services, follow_ups(services, apart), quality, item_names),
        intake_quality=quality,
        set_apart=apart,
        release_id=ReleaseId(storage.identity, apart),
        catalog=storage.catalog,
        put_entries=put_entries(services, writers, item_names.forget),
        delete_item=DeleteItem(item_writes(services), clock),
        stock=storage.stock,
        put_stock=PutStock(storage.stock, clock, writers),
        restock_subscriptions=restock_subscriptions(services),
        insights=Insights(services.blobs, clock),
        models=Models(services.blobs),
        rules=Rules(storage.rules, clock),
        scorer_provider=scorer_provider,
        recommend=recommend,
        recommend_many=_recommend_many(services, recommend),
        explain=nudge_wiring.explain(services),
        find_on_site=nudge_wiring.find_on_site(services),
        lease=nudge_wiring.lease(services),
        report_outcome=nudge_wiring.report_outcome(services),
        nudge_settings=storage.nudge_settings,
        change_nudge_settings=ChangeNudgeSettings(storage.nudge_settings, clock),
        held=Held(storage.agendas, clock),
        process_state=services.process_state,
        instance=_instance(),
    )


def item_writes(services: Services) -> ItemWrites:
    storage = services.storage
    return ItemWrites(storage.catalog, storage.item_aliases, storage.transactions)


def put_entries(
    services: Services,
    writers: Executor,
    announce: Callable[[Sequence[str]], None] | None = None,
    currency: str | None = None,
) -> PutEntries:
    """Make what puts items; `currency` is the store's by default."""
    clock = services.clock
    return PutEntries(
        PutItems(item_writes(services), clock, writers),
        PutStock(services.storage.stock, clock, writers),
        services.storage.stock,
        clock,
        currency=services.settings.currency if currency is None else currency,
        announce=announce,
    )


def _instance() -> Callable[[], str]:
    """Name this process; at the first question, as a restored snapshot would share its name."""
    return cache(lambda: token_hex(4))


def _keys(services: Services) -> Keys:
    return Keys(
        services.storage.access_keys,
        services.secrets,
        clock=services.clock,
        random_bytes=services.random_bytes,
    )


def shopping(services: Services) -> Shopping:
    return Shopping(
        timeline=services.timeline,
        events=services.storage.events,
        log=services.event_log,
        carts=services.carts,
    )


def restock_subscriptions(services: Services) -> RestockSubscriptions:
    storage = services.storage
    return RestockSubscriptions(
        rows=storage.subscriptions,
        catalog=storage.catalog,
        stock=storage.stock,
        timeline=services.timeline,
        erasures=services.erasures,
        clock=services.clock,
        settings=lambda: storage.nudge_settings.get(consistent=False),
    )


def pseudonym(services: Services) -> Pseudonym:
    secret = cache(lambda: services.secrets.get("external-ids"))
    return lambda id_type, external_id: pseudonym_of(id_type, external_id, secret())


def set_apart(services: Services) -> SetApart:
    rows, settings = services.storage.set_apart, services.settings
    return SetApart(rows, services.clock, services.meter, settings.key_cache_s)


def follow_ups(services: Services, apart: SetApart | None = None) -> tuple[FollowUp, ...]:
    """What takes over what stored events state, in this order; the guard is the last."""
    storage = services.storage
    shared = SharedIds(apart or set_apart(services), services.settings.shared_id_devices)
    alias = Alias(storage.identity, JoinedRows(storage.preferences, storage.traits))
    return (
        UpdateTraits(storage.traits, storage.identity),
        UpdatePreferences(storage.preferences, storage.consent_log, storage.identity),
        Identify(storage.identity, alias, services.update_profiles, shared),
        erasure_race_guard(services),
    )


def record_events(
    services: Services,
    chain: Sequence[FollowUp],
    quality: IntakeQuality | None = None,
    item_names: ItemNames | None = None,
) -> RecordEvents:
    """Make what records events; `quality` and `item_names` are shared with routes."""
    quality = quality or IntakeQuality(
        services.storage.intake_quality, services.clock, services.meter
    )
    return RecordEvents(
        events=services.storage.events,
        follow_ups=chain,
        pool=services.pool(_WRITERS),
        new_id=lambda: services.random_bytes(16).hex(),
        meter=services.meter,
        quality=quality,
        item_names=item_names
        or ItemNames(lambda _: {}, services.storage.item_aliases, services.clock),
    )


def set_preferences(services: Services) -> SetPreferences:
    storage = services.storage
    update = UpdatePreferences(storage.preferences, storage.consent_log, storage.identity)
    return SetPreferences(update, storage.identity, services.update_profiles)


def contacts(services: Services) -> Contacts:
    storage = services.storage
    return Contacts(
        storage.contacts, storage.push_tokens, storage.identity, services.recipient_digest
    )


def _undo_alias(services: Services) -> UndoAlias:
    storage = services.storage
    rows = JoinedRows(storage.preferences, storage.traits)
    return UndoAlias(storage.identity, rows, services.update_profiles, services.clock)


def _scorer_provider(services: Services) -> ScorerProvider:
    scorer_provider = ScorerProvider(
        _current(services, kind="model", prefix="models"),
        _current(services, kind="snapshot", prefix="snapshots"),
        Overlay(
            services.storage.low_latency_catalog,
            services.pool(len(CHANGE_SHARDS)),
            services.clock,
            services.settings.overlay_refresh_s,
        ),
        CurrentRules(
            services.storage.low_latency_rules, services.clock, services.settings.rules_cache_s
        ),
        empty=build([], services.settings.work_folder / "empty-snapshot", "empty"),
    )
    scorer_provider.current()
    return scorer_provider


def _current(services: Services, *, kind: str, prefix: str) -> ArtifactReloader:
    return ArtifactReloader(
        services.blobs,
        kind=kind,
        prefix=prefix,
        folder=services.settings.work_folder,
        refresh_s=services.settings.artifact_refresh_s,
        clock=services.clock,
    )


def _recommend(services: Services, scorer_provider: ScorerProvider) -> Recommend:
    storage = services.storage
    return Recommend(
        history_reader=HistoryReader(
            storage.low_latency_events, storage.low_latency_profiles, services.pool(_READERS)
        ),
        scorer_provider=scorer_provider,
        pool=services.pool(_READERS),
        signing_secret=cache(lambda: services.secrets.get("signing")),
        clock=services.clock,
        new_nonce=lambda: services.random_bytes(6).hex(),
        meter=services.meter,
        defaults=services.settings.model_dump(include=set(KNOBS)),
    )


def _recommend_many(services: Services, recommend: Recommend) -> RecommendMany:
    return RecommendMany(
        recommend,
        services.pool(AHEAD),
        max_s=services.settings.batch_max_s,
        max_bytes=services.settings.batch_max_bytes,
    )
