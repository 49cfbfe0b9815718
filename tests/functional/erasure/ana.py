"""Who is forgotten, what she did, and where she may be found."""

from collections.abc import Callable
from typing import Any

from functions.services.erasure.sweep import Sweep
from local.services import LaptopServices

ANA, BEA = "ana-7c1", "bea-7c1"
DEVICE = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
SHARED = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0009"
CARD = {"externalIds": [{"type": "loyalty", "id": "4711"}], "channel": "store"}
ERASE = f"/v1/customers/{ANA}"

Places = Callable[[str], list[str]]


def did(message_id: str, event_name: str = "Product Viewed", **more: Any) -> dict[str, Any]:
    item = {"properties": {"product_id": "teapot", **more.pop("properties", {})}}
    return {"type": "track", "event": event_name, "messageId": message_id, **item, **more}


def sweep(services: LaptopServices) -> int:
    return Sweep(services.blobs, services.person_digest, services.clock)()
