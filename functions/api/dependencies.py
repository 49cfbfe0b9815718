"""What a route needs, as the type of an argument: `many: RecommendManyDep` gets that service.

The hottest routes ask `wiring_for` instead: each dependency costs FastAPI time.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from functions.api.wiring import Clock, Wiring, wiring_for
from functions.domain.process_state import ProcessState
from functions.services.serving.recommend_many import RecommendMany
from functions.services.serving.scorer_provider import ScorerProvider


def _service(find: Callable[[Wiring], object]) -> Any:
    """A dependency; a coroutine, because FastAPI runs plain functions in a thread."""

    async def dependency(request: Request) -> object:
        return find(wiring_for(request))

    return Depends(dependency)


async def _process_state(request: Request) -> ProcessState | None:
    return await run_in_threadpool(wiring_for(request).process_state)


ClockDep = Annotated[Clock, _service(lambda api: api.clock)]
ScorerProviderDep = Annotated[ScorerProvider, _service(lambda api: api.scorer_provider)]
RecommendManyDep = Annotated[RecommendMany, _service(lambda api: api.recommend_many)]
ProcessStateDep = Annotated[ProcessState | None, Depends(_process_state)]
InstanceDep = Annotated[str, _service(lambda api: api.instance())]
