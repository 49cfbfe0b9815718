"""Endpoints, as the shop keeps them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from functions.domain.delivery.endpoint import MAX_ENDPOINTS, Endpoint, Health
from functions.domain.delivery.event_types import EventType
from functions.domain.delivery.routes import BUS, endpoint_of
from functions.errors import FieldFault, Invalid, NotFound
from functions.ports.webhooks import Webhooks
from functions.services.delivery.secrets import EndpointSecrets
from functions.services.retry import until_written
from functions.storage.endpoints import EndpointRows
from functions.storage.nudge_settings import NudgeSettingsRows


@dataclass(frozen=True, slots=True)
class EndpointFields:
    """What the shop says of an endpoint."""

    url: str | None
    types: Iterable[EventType] = ()
    description: str = ""
    enabled: bool = True


class Endpoints:
    def __init__(
        self,
        *,
        rows: EndpointRows,
        secrets: EndpointSecrets,
        webhooks: Webhooks,
        settings: NudgeSettingsRows,
        clock: Callable[[], int],
    ) -> None:
        self._rows = rows
        self._secrets = secrets
        self._webhooks = webhooks
        self._settings = settings
        self._clock = clock

    def all(self) -> list[Endpoint]:
        return self._rows.all()

    def find(self, endpoint_id: str) -> tuple[Endpoint, Health]:
        """An endpoint and how it does.

        Raises:
            NotFound: there is none of this name.
        """
        endpoint, health = self._rows.find(endpoint_id)
        if endpoint is None:
            raise NotFound(f"there is no endpoint {endpoint_id}; see the list of endpoints")
        return endpoint, health

    def put(self, endpoint_id: str, fields: EndpointFields) -> tuple[Endpoint, bytes | None]:
        """Make or change an endpoint; the secret of a new one is shown here, and never again.

        Raises:
            Invalid: no message may go to the address, or there are too many endpoints.
            RevisionLost: others kept changing it.
        """
        self._check(endpoint_id, fields)
        endpoint, is_new = until_written(lambda: self._attempt(endpoint_id, fields))
        if is_new and endpoint.url:
            return endpoint, self._secrets.make(endpoint, now=self._clock())
        return endpoint, None

    def rotate(self, endpoint_id: str) -> tuple[Endpoint, bytes]:
        """A new secret. Those that were replaced within a day sign, too.

        Raises:
            Invalid: the event bus has none.
        """
        endpoint = until_written(lambda: self._rotated(endpoint_id))
        return endpoint, self._secrets.make(endpoint, now=self._clock())

    def delete(self, endpoint_id: str) -> None:
        """Delete an endpoint; what waits for it ends at its next attempt.

        Raises:
            Invalid: the nudges of a channel go there.
        """
        endpoint, _ = self.find(endpoint_id)
        used = [c for c, r in self._settings.get().routes.items() if endpoint_of(r) == endpoint_id]
        if used:
            fault = f"is the route of {', '.join(sorted(used))}; give each another route first"
            raise Invalid(FieldFault("endpoint_id", fault))
        self._rows.delete(endpoint_id)
        self._secrets.delete(endpoint)

    def check_routes(self, routes: Mapping[str, str]) -> None:
        """Check that the routes of these channels lead somewhere.

        Raises:
            Invalid: there is no such endpoint.
        """
        for channel, route in routes.items():
            endpoint_id = endpoint_of(route)
            if endpoint_id and self._rows.find(endpoint_id)[0] is None:
                fault = f"there is no endpoint {endpoint_id}; PUT /v1/endpoints/{endpoint_id} first"
                raise Invalid(FieldFault(f"routes.{channel}", fault))

    def _check(self, endpoint_id: str, fields: EndpointFields) -> None:
        if endpoint_id == BUS:
            if fields.url is not None:
                raise Invalid(FieldFault("url", "the event bus has none"))
            return
        refusal = self._webhooks.refusal(fields.url) if fields.url else "is required"
        if refusal:
            raise Invalid(FieldFault("url", refusal))

    def _attempt(self, endpoint_id: str, fields: EndpointFields) -> tuple[Endpoint, bool]:
        now = self._clock()
        known, health = self._rows.find(endpoint_id)
        if known is None and len(self._rows.all()) >= MAX_ENDPOINTS:
            raise Invalid(FieldFault("endpoint_id", f"there are {MAX_ENDPOINTS} already"))
        endpoint = known or Endpoint(endpoint_id, fields.url, created_at=now)
        endpoint = replace(
            endpoint,
            url=fields.url,
            types=frozenset(fields.types),
            description=fields.description,
            disabled=None,
            disabled_at=None,
        )
        if not fields.enabled:
            endpoint = endpoint.off("by_shop", now=now)
        self._rows.put(endpoint)
        if health != Health():
            self._rows.put_health(endpoint_id, Health())
        return replace(endpoint, rev=endpoint.rev + 1), known is None

    def _rotated(self, endpoint_id: str) -> Endpoint:
        endpoint, _ = self.find(endpoint_id)
        if endpoint.url is None:
            raise Invalid(FieldFault("endpoint_id", "the event bus has no secret"))
        after = endpoint.rotated(now=self._clock())
        self._rows.put(after)
        return replace(after, rev=after.rev + 1)
