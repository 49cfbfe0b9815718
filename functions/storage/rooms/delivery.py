"""Rows of delivery: endpoints, attempts, templates and the brand."""

from functools import cached_property
from typing import TYPE_CHECKING

from functions.storage.rooms.clients import Clients

if TYPE_CHECKING:
    from functions.storage.deliveries import DeliveryRows
    from functions.storage.endpoints import EndpointRows
    from functions.storage.templates import BrandRows, TemplateRows


class DeliveryStorage(Clients):
    @cached_property
    def endpoints(self) -> "EndpointRows":
        from functions.storage.endpoints import EndpointRows

        return EndpointRows(self._patient, self._tables.customers)

    @cached_property
    def deliveries(self) -> "DeliveryRows":
        from functions.storage.deliveries import DeliveryRows

        return DeliveryRows(self._patient, self._tables.customers)

    @cached_property
    def templates(self) -> "TemplateRows":
        from functions.storage.templates import TemplateRows

        return TemplateRows(self._patient, self._tables.customers)

    @cached_property
    def brand(self) -> "BrandRows":
        from functions.storage.templates import BrandRows

        return BrandRows(self._patient, self._tables.customers)
