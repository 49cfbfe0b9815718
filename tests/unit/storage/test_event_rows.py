"""Known figures: DynamoDB counts names and values in UTF-8; one write unit is 1,024 bytes."""

from pathlib import Path

from functions.api.entries import Delivery, to_event
from functions.api.trust import Tokens, Trust
from functions.ports.secrets import FileSecrets
from functions.storage.event_rows import from_row, to_row
from functions.storage.primary_keys import event_claim

# What @segment/analytics-next sends for one product page, in Chrome on Windows.
BROWSER_EVENT = {
    "timestamp": "2025-01-01T11:59:58.123Z",
    "integrations": {},
    "anonymousId": "8b1c0c5e-4b7e-4f5d-9b1e-2f4f6f0d9a11",
    "event": "Product Viewed",
    "type": "track",
    "properties": {
        "product_id": "507f1f77bcf86cd799439011",
        "sku": "G-32-BLU-M",
        "category": "Ropa / Camisetas",
        "name": "Camiseta de algodón orgánico con cuello redondo",
        "brand": "Hilos del Sur",
        "variant": "azul marino, M",
        "price": 24.95,
        "quantity": 1,
        "coupon": "PRIMAVERA",
        "currency": "EUR",
        "position": 3,
        "value": 24.95,
        "url": "https://www.tienda-ejemplo.es/ropa/camisetas/algodon-organico?color=azul",
        "image_url": "https://cdn.tienda-ejemplo.es/i/507f1f77bcf86cd799439011-azul-800x800.jpg",
    },
    "context": {
        "page": {
            "path": "/ropa/camisetas/algodon-organico",
            "referrer": "https://www.google.com/",
            "search": "?color=azul&utm_source=newsletter&utm_medium=email&utm_campaign=primavera",
            "title": "Camiseta de algodón orgánico | Tienda Ejemplo",
            "url": "https://www.tienda-ejemplo.es/ropa/camisetas/algodon-organico?color=azul",
        },
        "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
        "Gecko) Chrome/131.0.0.0 Safari/537.36",
        "userAgentData": {
            "brands": [
                {"brand": "Chromium", "version": "131"},
                {"brand": "Not_A", "version": "24"},
            ],
            "mobile": False,
            "platform": "Windows",
        },
        "locale": "es-ES",
        "library": {"name": "analytics.js", "version": "npm:next-1.76.1"},
        "timezone": "Europe/Madrid",
        "campaign": {"source": "newsletter", "medium": "email", "name": "primavera"},
    },
    "messageId": "ajs-next-1735732798123-1c0c5e4b-7e4f-5d9b-1e2f-4f6f0d9a11aa",
    "userId": None,
}


CLAIMED = Trust(is_secret=False, shown=(), tokens=Tokens(FileSecrets(Path("none"), bytes), int, 0))


def test_a_browsers_event_is_one_write_unit() -> None:
    row = row_of_browser_event()
    size = sum(
        len(name.encode()) + (len(value) if isinstance(value, bytes) else len(value.encode()))
        for name, attribute in row.items()
        for value in attribute.values()
    )
    assert size <= 1_024


def test_a_row_leads_back_to_its_event() -> None:
    event = to_event(BROWSER_EVENT, delivery(), new_id="unused")
    assert from_row(row_of_browser_event()) == event


def row_of_browser_event() -> dict[str, dict[str, str | bytes]]:
    event = to_event(BROWSER_EVENT, delivery(), new_id="unused")
    return to_row(event, event_claim(event))  # type: ignore[return-value] # wider in boto3's types


def delivery() -> Delivery:
    return Delivery(
        trust=CLAIMED,
        received_at=1_735_732_800_000,
        sent_at=None,
        context={},
        pseudonym=lambda _type, _id: "",
    )
