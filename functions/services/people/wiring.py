"""Make the services of people."""

from typing import TYPE_CHECKING

from functions.bootstrap import Services
from functions.services.erasure.wiring import erasure_race_guard
from functions.services.people.alias import Alias, UndoAlias
from functions.services.people.follow_up import FollowUp
from functions.services.people.identify import Identify
from functions.services.people.joined_rows import JoinedRows
from functions.services.people.preferences import SetPreferences, UpdatePreferences
from functions.services.people.set_apart import SetApart
from functions.services.people.shared_ids import SharedIds
from functions.services.people.traits import UpdateTraits
from functions.services.people.unknown_orders import UnknownOrders

if TYPE_CHECKING:
    from functions.services.people.shopping import Shopping


def update_preferences(services: Services) -> UpdatePreferences:
    storage = services.storage
    return UpdatePreferences(storage.preferences, storage.consent_log, storage.identity)


def set_preferences(services: Services) -> SetPreferences:
    return SetPreferences(
        update_preferences(services), services.storage.identity, services.update_profiles
    )


def set_apart(services: Services) -> SetApart:
    rows, settings = services.storage.set_apart, services.settings
    return SetApart(rows, services.clock, services.meter, settings.key_cache_s)


def follow_ups(services: Services, apart: SetApart | None = None) -> tuple[FollowUp, ...]:
    """What takes over what stored events state, in this order; the guard is the last."""
    storage = services.storage
    shared = SharedIds(apart or set_apart(services), services.settings.shared_id_devices)
    alias = Alias(storage.identity, _joined_rows(services))
    return (
        UpdateTraits(storage.traits, storage.identity),
        update_preferences(services),
        Identify(storage.identity, alias, lambda: services.update_profiles, shared),
        UnknownOrders(storage.events),
        erasure_race_guard(services),
    )


def undo_alias(services: Services) -> UndoAlias:
    return UndoAlias(
        services.storage.identity, _joined_rows(services), services.update_profiles, services.clock
    )


def shopping(services: Services) -> "Shopping":
    from functions.services.people.shopping import Shopping

    return Shopping(
        timeline=services.timeline,
        events=services.storage.events,
        log=services.event_log,
        carts=services.carts,
    )


def _joined_rows(services: Services) -> JoinedRows:
    return JoinedRows(services.storage.preferences, services.storage.traits)
