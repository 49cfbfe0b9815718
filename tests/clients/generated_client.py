"""What a Python program does with the client that is generated from the OpenAPI page."""

import sys

from hilo.api.catalog import put_item
from hilo.api.events import track
from hilo.api.recommendations import recommendations
from hilo.client import AuthenticatedClient
from hilo.models import Call, ItemRequest
from hilo.models.recommendation import Recommendation
from hilo.models.recommendations_placement import RecommendationsPlacement
from httpx import Timeout

url, key, visitor = sys.argv[1:]
with AuthenticatedClient(base_url=url, token=key, timeout=Timeout(120)) as client:
    teapot = ItemRequest.from_dict({"title": "Teapot", "price": 24.9})
    put_item.sync(client=client, item_id="teapot", body=teapot)
    viewed = Call.from_dict(
        {
            "event": "Product Viewed",
            "anonymousId": visitor,
            "properties": {"product_id": "teapot"},
        }
    )
    answer = track.sync(client=client, body=viewed)
    found = recommendations.sync(
        client=client, placement=RecommendationsPlacement.HOME, anonymous_id=visitor, n=1
    )
    assert isinstance(found, Recommendation)
    print(answer.accepted, found.items[0].item_id)  # noqa: T201
