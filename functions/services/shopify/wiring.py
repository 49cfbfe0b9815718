"""Make what takes Shopify's webhooks."""

from collections.abc import Callable, Sequence

from functions.bootstrap import Services
from functions.services.access.trust import Trust
from functions.services.access.visitor_tokens import Tokens
from functions.services.catalogue.item_names import ItemNames
from functions.services.catalogue.items import DeleteItem
from functions.services.catalogue.put_entries import PutEntries
from functions.services.catalogue.stock import PutStock
from functions.services.erasure.erase import Erase
from functions.services.people.set_apart import SetApart
from functions.services.shopify.receive import ReceiveShopify
from functions.services.tracking.entries import Delivery
from functions.services.tracking.record_events import RecordEvents
from functions.services.tracking.wiring import pseudonym


def receive_shopify(
    services: Services,
    *,
    tokens: Tokens,
    apart: SetApart,
    record: RecordEvents,
    put: PutEntries,
    put_stock: PutStock,
    delete: DeleteItem,
    names: ItemNames,
    items_of: Callable[[str], Sequence[str]],
    erase: Erase,
) -> ReceiveShopify:
    pseudonyms = pseudonym(services)

    def delivery() -> Delivery:
        """That of the shop itself, whose signature the webhook has."""
        return Delivery(
            trust=Trust(is_secret=True, shown=(), tokens=tokens),
            received_at=services.clock(),
            sent_at=None,
            context={"library": {"name": "shopify-webhooks"}},
            pseudonym=pseudonyms,
            key_id="shopify",
            is_set_apart=apart.holds,
        )

    return ReceiveShopify(
        record=record,
        delivery=delivery,
        put=put,
        put_stock=put_stock,
        delete=delete,
        names=names,
        items_of=items_of,
        items=services.storage.catalog.get,
        erase=erase,
        meter=services.meter,
    )
