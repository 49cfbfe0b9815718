import pytest

from local.engine import Engine
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.erasure.ana import ANA, BEA, CARD, DEVICE, ERASE, SHARED, Places, did
from tests.functional.stores import drain, places_of
from tests.functional.test_customers import record


@pytest.fixture
def places(services: LaptopServices, engine: Engine) -> Places:
    return lambda word: places_of(word, services, engine)


@pytest.fixture
def story(
    secret: TestClient,
    publishable: TestClient,
    services: LaptopServices,
    engine: Engine,
    clock: Clock,
) -> None:
    """Ana: a browser of hers, one that Bea used before and after her, a till, a former name."""
    record(publishable, did("v1", anonymousId=DEVICE), did("s1", anonymousId=SHARED))
    for n, (who, device) in enumerate([(BEA, SHARED), (ANA, DEVICE), (ANA, SHARED)]):
        clock.advance(hours=1)
        payload = {"type": "identify", "messageId": f"i{n}", "userId": who, "anonymousId": device}
        record(secret, {**payload, "traits": {"email": f"{who}@example.com"}})
        record(publishable, did(f"d{n}", "Product Added", anonymousId=device))
    clock.advance(hours=1)
    record(secret, {"type": "identify", "messageId": "i9", "userId": BEA, "anonymousId": SHARED})
    record(publishable, did("b9", "Product Added", anonymousId=SHARED))
    order = {"order_id": "o1", "products": [{"sku": "cup", "price": 3}]}
    record(secret, did("o1", "Order Completed", userId=f"{ANA}-old", properties=order))
    record(secret, did("o2", "Order Completed", context=CARD, properties={"order_id": "o2"}))
    alias = {"type": "alias", "messageId": "a1", "userId": ANA, "previousId": f"{ANA}-old"}
    record(secret, alias, did("k1", userId=ANA, context=CARD))
    late = {"timestamp": "2024-12-01T10:00:00Z", "sentAt": "2024-12-01T10:00:00Z"}
    record(secret, did("skewed", userId=ANA, **late))
    secret.put(f"{ERASE}/preferences", json={"consent": {"email": True}})
    drain(services, engine)
    clock.advance(hours=1)
