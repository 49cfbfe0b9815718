"""Make the services that recommend."""

from functools import cache

from functions.bootstrap import Services
from functions.services.serving.artifact_reloader import ArtifactReloader
from functions.services.serving.history_reader import HistoryReader
from functions.services.serving.overlay import Overlay
from functions.services.serving.recommend import Recommend
from functions.services.serving.recommend_many import AHEAD, RecommendMany
from functions.services.serving.rules import CurrentRules
from functions.services.serving.scorer_provider import ScorerProvider
from functions.storage.keys.catalog_keys import CHANGE_SHARDS
from model.catalogue.snapshot_writer import build

_READERS = 16
_KNOBS = ("diversity", "rotation_rate", "rotation_time", "exploration")


def scorer_provider(services: Services) -> ScorerProvider:
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


def recommend(services: Services, scorer_provider: ScorerProvider) -> Recommend:
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
        defaults=services.settings.model_dump(include=set(_KNOBS)),
    )


def recommend_many(services: Services, recommend: Recommend) -> RecommendMany:
    return RecommendMany(
        recommend,
        services.pool(AHEAD),
        max_s=services.settings.batch_max_s,
        max_bytes=services.settings.batch_max_bytes,
    )


def _current(services: Services, *, kind: str, prefix: str) -> ArtifactReloader:
    return ArtifactReloader(
        services.blobs,
        kind=kind,
        prefix=prefix,
        folder=services.settings.work_folder,
        refresh_s=services.settings.artifact_refresh_s,
        clock=services.clock,
    )
