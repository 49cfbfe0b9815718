"""What erasing stands on."""

from functions.bootstrap import Services
from functions.services.erasure.behind import EraseBehind
from functions.services.erasure.erase import Erase
from functions.services.erasure.pending import PendingErasures


def erase(services: Services) -> Erase:
    storage = services.storage
    return Erase(
        events=storage.events,
        identity=storage.identity,
        rows=storage.customer_rows,
        update_profiles=services.update_profiles,
        erasures=services.erasures,
        pending=PendingErasures(services.blobs),
        mark=services.mark_of,
        clock=services.clock,
    )


def erase_behind(services: Services) -> EraseBehind:
    storage = services.storage
    return EraseBehind(services.erasures, erase(services), storage.customer_rows, storage.identity)
