"""Take over what a webhook of Shopify says; each may come twice, late, or in any order."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from functions.domain.item import Item
from functions.domain.reading.times import time_of
from functions.domain.reading.unreadable import Unreadable
from functions.domain.shopify import orders, products
from functions.domain.stock import StockLevel
from functions.errors import NotFound
from functions.observability import Meter
from functions.schemas.partial_batches import Rejected
from functions.schemas.segment import EntryWarning, TrackingResponse
from functions.schemas.shopify import WebhookResponse
from functions.services.catalogue.item_availability import count_of
from functions.services.catalogue.item_names import ItemNames
from functions.services.catalogue.items import DeleteItem
from functions.services.catalogue.put_entries import PutEntries
from functions.services.catalogue.stock import PutStock
from functions.services.erasure.erase import Erase
from functions.services.tracking.entries import Delivery
from functions.services.tracking.record_events import RecordEvents

logger = logging.getLogger(__name__)
Payload = Mapping[str, Any]
UNKNOWN = "the topic is not read; unsubscribe from it"
LATE = "it came late: a newer state of the product is kept"
PRIVACY = "logged: the shop answers it itself, with GET /v1/customers/{id}"


class ReceiveShopify:
    """`items_of` returns the ids of a product's items, as the catalogue in memory has them.

    `items` returns the items of ids, deleted ones too.
    """

    def __init__(
        self,
        *,
        record: RecordEvents,
        delivery: Callable[[], Delivery],
        put: PutEntries,
        put_stock: PutStock,
        delete: DeleteItem,
        names: ItemNames,
        items_of: Callable[[str], Sequence[str]],
        items: Callable[[list[str]], Mapping[str, Item]],
        erase: Erase,
        meter: Meter,
    ) -> None:
        self._record = record
        self._delivery = delivery
        self._put = put
        self._put_stock = put_stock
        self._delete = delete
        self._names = names
        self._items_of = items_of
        self._items = items
        self._erase = erase
        self._meter = meter

    def __call__(self, topic: str, payload: Payload) -> WebhookResponse:
        """Do what the topic asks for.

        Raises:
            Unavailable, RevisionLost: something may be left; Shopify sends it again.
        """
        family, _, verb = topic.partition("/")
        if note := orders.WITHOUT_ORDER.get(topic):
            return WebhookResponse(topic=topic, accepted=0, note=note)
        entries = self._entries(topic, payload)
        if entries is not None:
            return _recorded(topic, self._record(entries, self._delivery()))
        if family == "products":
            return self._product(topic, payload, deleted=verb == "delete")
        if topic == "inventory_levels/update":
            return self._stock(topic, payload)
        if topic in {"customers/redact", "customers/data_request", "shop/redact"}:
            return self._privacy(topic, payload)
        return WebhookResponse(topic=topic, accepted=0, note=UNKNOWN)

    def _entries(self, topic: str, payload: Payload) -> list[dict[str, Any]] | None:
        """The events of a topic; None for one that has none."""
        family, _, verb = topic.partition("/")
        if family == "orders":
            return list(orders.order_entries(topic, payload))
        if family in {"checkouts", "carts"} and verb in {"create", "update"}:
            read = orders.checkout_entries if family == "checkouts" else orders.cart_entries
            return list(read(payload))
        return None

    def _product(self, topic: str, payload: Payload, *, deleted: bool) -> WebhookResponse:
        """Put the variants, and delete those that the product has no more."""
        bodies = [] if deleted else list(products.item_bodies(payload))
        if self._is_late(bodies):
            return WebhookResponse(topic=topic, accepted=0, note=LATE)
        stored = self._put(bodies)
        kept = {item.item_id for item in stored.items.values()}
        group = str(payload.get("id") or "")
        gone = [item for item in self._items_of(group) if item not in kept]
        for item_id in gone:
            with suppress(NotFound):
                self._delete(item_id)
        return WebhookResponse(
            topic=topic,
            accepted=len(kept) + len(gone),
            rejected=[Rejected.from_fault(*each) for each in stored.faults.items()],
            warnings=list(stored.warnings),
        )

    def _is_late(self, bodies: Sequence[Mapping[str, Any]]) -> bool:
        """Whether a product was changed or deleted after the change that the bodies bring."""
        ids = [str(body["item_id"]) for body in bodies if body.get("item_id")]
        known = self._items(ids) if ids else {}
        changes = [_changed_at(body.get("attributes") or {}) for body in bodies]
        at = next((each for each in changes if each is not None), None)
        newer = (
            item.version if item.deleted else _changed_at(item.attributes)
            for item in known.values()
        )
        return at is not None and any(each is not None and each > at for each in newer)

    def _stock(self, topic: str, payload: Payload) -> WebhookResponse:
        name = products.stock_name(payload.get("inventory_item_id"))
        item = self._names.find([name]).get(name)
        if item is None:
            return WebhookResponse(topic=topic, accepted=0, note="no item has this inventory item")
        try:
            quantity = count_of(payload.get("available"))
            at = time_of(payload.get("updated_at"))
        except Unreadable as error:
            fault = EntryWarning(index=0, field="available", reason=str(error))
            return WebhookResponse(topic=topic, accepted=0, warnings=[fault])
        place = str(payload.get("location_id"))
        self._put_stock([StockLevel(item.item_id, place, quantity, at)])
        return WebhookResponse(topic=topic, accepted=1)

    def _privacy(self, topic: str, payload: Payload) -> WebhookResponse:
        """Erase a customer who asks for it; the shop itself answers the other two."""
        self._meter.count("privacy_requests")
        person = payload.get("customer")
        user_id = person.get("id") if isinstance(person, Mapping) else None
        if topic == "customers/redact" and user_id:
            self._erase(str(user_id))
            return WebhookResponse(topic=topic, accepted=1)
        logger.warning("Shopify sent %s, which a person has to answer", topic)
        return WebhookResponse(topic=topic, accepted=0, note=PRIVACY)


def _changed_at(attributes: Mapping[str, Any]) -> int | None:
    try:
        return time_of(attributes.get(products.UPDATED_AT))
    except Unreadable:
        return None


def _recorded(topic: str, answer: TrackingResponse) -> WebhookResponse:
    return WebhookResponse(
        topic=topic,
        accepted=answer.accepted,
        rejected=answer.rejected,
        warnings=answer.warnings,
    )
