"""Make the services of erasure; what erases is imported when an erasure is asked for."""

from typing import TYPE_CHECKING

from functions.bootstrap import Services
from functions.services.erasure.race_guard import ErasureRaceGuard

if TYPE_CHECKING:
    from functions.services.erasure.erase import Erase


def erase(services: Services) -> "Erase":
    from functions.services.erasure.erase import Erase
    from functions.services.erasure.pending import PendingErasures
    from functions.services.nudges.recipients.forget_contact import ForgetContact
    from functions.services.nudges.recipients.guests import Guests

    storage = services.storage
    return Erase(
        events=storage.events,
        identity=storage.identity,
        rows=storage.customer_rows,
        subscriptions=storage.subscriptions,
        interests=storage.interests,
        update_profiles=services.update_profiles,
        erasures=services.erasures,
        pending=PendingErasures(services.blobs),
        forget_contact=ForgetContact(
            rows=storage.contacts,
            tokens=storage.push_tokens,
            suppressions=storage.suppressions,
            recipients=storage.recipients,
            nudges=storage.nudges,
            digest=services.recipient_digest,
        ),
        guests=Guests(storage.contacts, storage.confirmations, services.recipient_digest),
        person_digest=services.person_digest,
        clock=services.clock,
    )


def erasure_race_guard(services: Services) -> ErasureRaceGuard:
    storage = services.storage
    return ErasureRaceGuard(
        services.erasures, lambda: erase(services), storage.customer_rows, storage.identity
    )
