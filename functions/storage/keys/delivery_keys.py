"""The keys of endpoints and of the events that they are sent."""

from zlib import crc32

from functions.domain.delivery.delivery import DeliveryId
from functions.storage.keys.key import Key
from functions.storage.keys.nudge_keys import ready_shard

ENDPOINTS = "endpoints"
ENDPOINT = "endpoint#"
DELIVERY = "delivery#"
DELIVERIES_DUE = "deliveries"
# Few, as they are read each minute, also when nothing waits.
DELIVERY_SHARDS = tuple(range(4))


def endpoint(endpoint_id: str) -> Key:
    return {"pk": ENDPOINTS, "sk": f"{ENDPOINT}{endpoint_id}"}


def endpoint_health(endpoint_id: str) -> Key:
    return {"pk": ENDPOINTS, "sk": f"health#{endpoint_id}"}


def announced_model() -> Key:
    return {"pk": ENDPOINTS, "sk": "announced"}


def delivery(delivery_id: DeliveryId) -> Key:
    sk = f"{DELIVERY}{delivery_id.endpoint}#{delivery_id.event}"
    return {"pk": delivery_id.owner, "sk": sk}


def delivery_of(key: Key) -> DeliveryId:
    """The id of the delivery that the row with this key is of."""
    endpoint_id, _, event = key["sk"].removeprefix(DELIVERY).partition("#")
    return DeliveryId(key["pk"], event, endpoint_id)


def deliveries_due(shard: int) -> str:
    """The partition of the index `due` with deliveries that wait."""
    return f"{DELIVERIES_DUE}#{shard}"


def delivery_log(endpoint_id: str, shard: int) -> str:
    """The partition of the index `ready` with all deliveries to an endpoint, by time."""
    return ready_shard(f"log-{endpoint_id}", shard)


def delivery_shard(delivery_id: DeliveryId) -> int:
    return crc32(delivery_id.owner.encode()) % len(DELIVERY_SHARDS)
