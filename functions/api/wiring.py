"""What the API's routes stand on: every part they call, put together once."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache

from anyio import CapacityLimiter
from starlette.datastructures import State

from functions.api.auth import KeyRing
from functions.api.catalogue import DeleteItem, PutItems
from functions.api.entry_context import Pseudonym
from functions.api.intake import RecordEvents
from functions.api.keys import Keys
from functions.api.models import Models
from functions.api.recommend_many import AHEAD, RecommendMany
from functions.api.rules import Rules
from functions.api.stock import PutStock
from functions.api.trust import Tokens
from functions.bootstrap import Services
from functions.domain.external_id import pseudonym_of
from functions.erasure.wiring import erase, erase_behind
from functions.people.alias import Alias, UndoAlias
from functions.people.identify import Identify
from functions.people.joined_rows import JoinedRows
from functions.people.shopping import Shopping
from functions.people.traits import UpdateTraits
from functions.people.wants import SetPreferences, UpdatePreferences
from functions.serving.current import CurrentArtifact
from functions.serving.history import Histories
from functions.serving.overlay import Overlay
from functions.serving.recommend import Recommend
from functions.serving.rules import CurrentRules
from functions.serving.scorers import Scorers
from functions.storage.primary_keys import CHANGE_SHARDS
from model.catalogue.snapshot_writer import build

_WRITERS = 16
_READERS = 16
KNOBS = ("diversity", "rotation_rate", "rotation_time", "exploration")


def wire(state: State, services: Services) -> None:
    """Put the parts where routes find them; model and catalogue are loaded before it returns."""
    storage, settings = services.storage, services.settings
    state.clock = services.clock
    state.parsing = CapacityLimiter(1)
    state.key_ring = KeyRing(storage.access_keys, services.clock, settings.key_cache_s)
    state.tokens = Tokens(services.secrets, services.clock, settings.key_cache_s)
    state.keys = Keys(
        storage.access_keys,
        services.secrets,
        clock=services.clock,
        random_bytes=services.random_bytes,
    )
    state.story = services.story
    state.traits = storage.traits
    state.shopping = Shopping(
        story=services.story,
        events=storage.events,
        log=services.event_log,
        carts=services.carts,
    )
    state.preferences = storage.preferences
    state.set_preferences = _set_preferences(services)
    state.undo_alias = _undo_alias(services)
    state.erase = erase(services)
    state.pseudonym = _pseudonym(services)
    state.record = _record(services)
    state.catalog = storage.catalog
    writers = ThreadPoolExecutor(_WRITERS)
    state.put_items = PutItems(storage.catalog, services.clock, writers)
    state.delete_item = DeleteItem(storage.catalog, services.clock)
    state.stock = storage.stock
    state.put_stock = PutStock(storage.stock, services.clock, writers)
    state.models = Models(services.blobs)
    state.rules = Rules(storage.rules, services.clock)
    state.scorers = _scorers(services)
    state.recommend = _recommend(services, state.scorers)
    state.recommend_many = RecommendMany(
        state.recommend,
        ThreadPoolExecutor(AHEAD),
        max_s=settings.batch_max_s,
        max_bytes=settings.batch_max_bytes,
    )


def _pseudonym(services: Services) -> Pseudonym:
    secret = cache(lambda: services.secrets.get("external-ids"))
    return lambda id_type, external_id: pseudonym_of(id_type, external_id, secret())


def _record(services: Services) -> RecordEvents:
    storage = services.storage
    alias = Alias(storage.identity, JoinedRows(storage.preferences, storage.traits))
    return RecordEvents(
        events=storage.events,
        follow_ups=(
            UpdateTraits(storage.traits, storage.identity),
            UpdatePreferences(storage.preferences, storage.identity),
            Identify(storage.identity, alias, services.update_profiles),
            erase_behind(services),
        ),
        pool=ThreadPoolExecutor(_WRITERS),
        new_id=lambda: services.random_bytes(16).hex(),
        meter=services.meter,
    )


def _set_preferences(services: Services) -> SetPreferences:
    storage = services.storage
    update = UpdatePreferences(storage.preferences, storage.identity)
    return SetPreferences(update, storage.identity, services.update_profiles)


def _undo_alias(services: Services) -> UndoAlias:
    storage = services.storage
    rows = JoinedRows(storage.preferences, storage.traits)
    return UndoAlias(storage.identity, rows, services.update_profiles, services.clock)


def _scorers(services: Services) -> Scorers:
    scorers = Scorers(
        _current(services, kind="model", prefix="models"),
        _current(services, kind="snapshot", prefix="snapshots"),
        Overlay(
            services.storage.impatient_catalog,
            ThreadPoolExecutor(len(CHANGE_SHARDS)),
            services.clock,
            services.settings.overlay_refresh_s,
        ),
        CurrentRules(
            services.storage.impatient_rules, services.clock, services.settings.rules_cache_s
        ),
        empty=build([], services.settings.work_folder / "empty-snapshot", "empty"),
    )
    scorers.current()
    return scorers


def _current(services: Services, *, kind: str, prefix: str) -> CurrentArtifact:
    return CurrentArtifact(
        services.blobs,
        kind=kind,
        prefix=prefix,
        folder=services.settings.work_folder,
        refresh_s=services.settings.artifact_refresh_s,
        clock=services.clock,
    )


def _recommend(services: Services, scorers: Scorers) -> Recommend:
    storage = services.storage
    return Recommend(
        histories=Histories(
            storage.impatient_events, storage.impatient_profiles, ThreadPoolExecutor(_READERS)
        ),
        scorers=scorers,
        pool=ThreadPoolExecutor(_READERS),
        signing_secret=cache(lambda: services.secrets.get("signing")),
        clock=services.clock,
        new_nonce=lambda: services.random_bytes(6).hex(),
        meter=services.meter,
        defaults=services.settings.model_dump(include=set(KNOBS)),
    )
