"""The API over a random model and catalogue, with storage replayed; people have full profiles."""

import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import numpy as np

from bench.gateway_events import CONTEXT, gateway_event
from bench.random_queries import NOW, random_query
from bench.replayed_storage import ReplayedStorage
from functions.api.app import create_app
from functions.api.gateway import as_lambda
from functions.api.wiring import serve_one_by_one, wiring_in
from functions.domain.access_key import ALL_SCOPES, issue
from functions.domain.event import Event, EventItem
from functions.domain.person import customer
from functions.domain.profile import READ_BROWSE, READ_COMMERCE, Interaction, Profile, tag_of
from functions.domain.purchased import Purchased
from functions.domain.signals import Kind, kind_of
from functions.ports import artifacts
from functions.ports.local.folder_blobs import FolderBlobs
from functions.settings import Settings
from local.services import LaptopServices
from model.durations import MINUTE_MS
from model.scoring import History

ENDPOINT = "http://dynamodb.us-east-1.amazonaws.com"
PEOPLE = 200
UNFOLDED = 3
"""Events of a person that are newer than the profile."""


def publish(folder: Path, items: int) -> None:
    """Make a model and a catalogue, and publish both below a folder, unless they are there."""
    if (folder / "data" / artifacts.SNAPSHOTS / "current.json").exists():
        return
    from bench.random_model import write_artifacts  # noqa: PLC0415 it trains, which Lambda cannot

    write_artifacts(folder, items)
    blobs = FolderBlobs(folder / "data")
    artifacts.publish(blobs, artifacts.MODELS, "b", folder / "model")
    artifacts.publish(blobs, artifacts.SNAPSHOTS, "b", folder / "snapshot")


class RequestShop:
    """A Lambda handler, the key that opens it, and the storage that it reads."""

    def __init__(self, folder: Path, items: int, clock: Callable[[], int] | None = None) -> None:
        self.storage = ReplayedStorage()
        settings = Settings(dynamodb_endpoint_url=ENDPOINT, work_folder=folder / "work")
        self.services = LaptopServices(
            settings, folder / "data", clock=clock or _clock(), watch=self.storage.attach
        )
        rng = np.random.default_rng(11)
        self.items = [str(each) for each in rng.integers(0, items, PEOPLE)]
        for number in range(PEOPLE):
            self._put_person(f"u{number}", random_query(items, rng, "home").history)
        key, self._key = issue("secret", ALL_SCOPES, random=bytes(38), now=0)
        self.services.storage.access_keys.put(key)
        self.storage.freeze()
        app = create_app(self.services)
        serve_one_by_one(app)
        self.scorer = wiring_in(app).scorer_provider.current().scorer
        self._handle = self.services.meter.flushing(as_lambda(app))

    def request(self, method: str, path: str, body: Any = None, query: str = "") -> dict[str, Any]:
        """Return the answer of the Lambda handler; `RuntimeError` for a bad one."""
        event = gateway_event(method, path, body, query, key=self._key)
        answer: dict[str, Any] = self._handle(event, None)
        if answer["statusCode"] != 200:
            raise RuntimeError(answer)
        return answer

    def _put_person(self, user_id: str, history: History) -> None:
        person, storage = customer(user_id), self.services.storage
        events = list(_events(user_id, history))
        for event in events:
            storage.events.put(event)
        folded = frozenset(tag_of(each.message_id) for each in events[UNFOLDED:])
        interactions = tuple(
            Interaction(each.item_id, cast("Kind", each.kind), each.at, at)
            for at, each in enumerate(history.interactions)
        )
        purchased = tuple(
            Purchased(each.item_id, each.count, int(each.last_day), each.span, each.faded)
            for each in history.purchased
        )
        storage.profiles.put(person, Profile(interactions, purchased, folded), rev=0)


def viewed(number: int, item_id: str, at: int, **who: str) -> dict[str, Any]:
    """Return a browser's event as analytics.js sends it; `at` in ms."""
    when = np.datetime64(at, "ms").astype(str) + "Z"
    return {
        "messageId": f"ajs-next-{at}-{number:05}",
        "type": "track",
        "event": "Product Viewed",
        "timestamp": when,
        "sentAt": when,
        "properties": {"product_id": item_id, "name": "Teapot", "price": 39.9},
        "context": CONTEXT,
        **who,
    }


def _events(user_id: str, history: History) -> Iterator[Event]:
    """Yield as many of the newest events as an answer reads, newest first."""
    for name, count in (("Product Viewed", READ_BROWSE), ("Product Added", READ_COMMERCE)):
        for at, each in enumerate(history.interactions[:count]):
            when = NOW - at * MINUTE_MS
            yield Event(
                message_id=f"{name[8]}-{user_id}-{at}",
                person=customer(user_id),
                type="track",
                name=name,
                kind=kind_of(name),
                channel="web",
                claimed_at=when,
                at=when,
                received_at=when,
                vouched_by="shop",
                items=(EventItem(each.item_id, price=Decimal("39.9")),),
                context=CONTEXT,
            )


def _clock() -> Callable[[], int]:
    """Return a clock that runs on from the time of the histories."""
    began = time.monotonic()
    return lambda: NOW + round((time.monotonic() - began) * 1000)
