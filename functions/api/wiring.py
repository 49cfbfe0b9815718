"""The services of the routes that are called most, and how an application keeps them."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from fastapi import FastAPI, Request

from functions.domain.process_state import ProcessState
from functions.services.access.key_ring import KeyRing
from functions.services.access.visitor_tokens import Tokens
from functions.services.catalogue.item_names import ItemNames
from functions.services.people.set_apart import SetApart
from functions.services.serving.recommend import Recommend
from functions.services.serving.recommend_many import RecommendMany
from functions.services.serving.scorer_provider import ScorerProvider
from functions.services.tracking.entry_context import Pseudonym
from functions.services.tracking.intake_quality import IntakeQuality
from functions.services.tracking.record_events import RecordEvents

Clock = Callable[[], int]
"""Returns UTC milliseconds."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """The services that an instance starts with, made once by `functions.api.wire`.

    `threads` are None where requests come one by one.
    """

    clock: Clock
    threads: Executor | None
    key_ring: KeyRing
    tokens: Tokens
    pseudonym: Pseudonym
    record_events: RecordEvents
    intake_quality: IntakeQuality
    set_apart: SetApart
    item_names: ItemNames
    scorer_provider: ScorerProvider
    recommend: Recommend
    recommend_many: RecommendMany
    process_state: Callable[[], ProcessState | None]
    instance: Callable[[], str]


def install(app: FastAPI, wiring: Wiring) -> None:
    app.state.wiring = wiring


def serve_one_by_one(app: FastAPI) -> None:
    """Let each request be computed in the thread of the event loop, as no other one waits."""
    install(app, replace(wiring_in(app), threads=None))


def wiring_in(app: FastAPI) -> Wiring:
    wiring: Wiring = app.state.wiring
    return wiring


def wiring_for(request: Request) -> Wiring:
    """Return the wiring of the application that serves a request."""
    return wiring_in(request.app)
