"""Give notice of the model that serves, whenever it is another one than at the last look."""

from collections.abc import Callable

from functions.domain.delivery.event_types import EventType
from functions.errors import RevisionLost
from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from functions.ports.blobs import Blobs
from functions.schemas.event_data import PublishedModel
from functions.services.delivery.notices import Notice, Notify
from functions.storage.endpoints import EndpointRows

_TYPE: EventType = "model.published"


class NotifyOfModel:
    """No notice is lost: what was announced is kept after its notices are made."""

    def __init__(
        self, blobs: Blobs, endpoints: EndpointRows, notify: Notify, clock: Callable[[], int]
    ) -> None:
        self._blobs = blobs
        self._endpoints = endpoints
        self._notify = notify
        self._clock = clock

    def __call__(self) -> bool:
        """Whether another model serves; nothing is read while no endpoint wants to know.

        Raises:
            Unavailable: a service does not answer; the next look tries again.
        """
        if not any(_TYPE in each.types for each in self._endpoints.all()):
            return False
        pointer = artifacts.readable(self._blobs, MODELS)
        version, rev = self._endpoints.announced()
        if pointer is None or pointer.version == version:
            return False
        at = self._clock()
        made = PublishedModel(model_version=pointer.version, replaces=version, published_at=at)
        event = f"{_TYPE}#{rev + 1}"
        try:
            if rev == 0:  # the first look: what has served before is no news
                self._endpoints.announce(pointer.version, rev=rev)
                return False
            self._notify(
                [Notice(self._endpoints.announced_key, event, _TYPE, at, made.model_dump())]
            )
            self._endpoints.announce(pointer.version, rev=rev)
        except RevisionLost:
            return False  # another look was faster
        return True
