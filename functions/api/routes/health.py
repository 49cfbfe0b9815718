"""Health checks: liveness and readiness."""

from dataclasses import asdict

from fastapi import APIRouter

from functions.api.dependencies import InstanceDep, ProcessStateDep, ScorerProviderDep
from functions.api.routers import known_names, operation_id
from functions.schemas.health import Readiness, StreamProgress

router = APIRouter(
    prefix="/v1/health",
    tags=["health"],
    dependencies=[known_names()],
    generate_unique_id_function=operation_id,
)


@router.get("/live")
async def live() -> dict[str, str]:
    """Answer while the process runs, even if all of its threads are busy."""
    return {"status": "live"}


@router.get("/ready")
def ready(
    scorer_provider: ScorerProviderDep, instance: InstanceDep, state: ProcessStateDep
) -> Readiness:
    """Get the versions of the model and the catalogue in service, and what is broken."""
    serving_state, broken = scorer_provider.current(), scorer_provider.broken
    return Readiness(
        status="degraded" if broken else "ready",
        instance=instance,
        model_version=serving_state.version,
        snapshot_version=serving_state.snapshot.version,
        broken=broken,
        stream=StreamProgress.model_validate(asdict(state)) if state else None,
        tables=dict(state.tables) if state else None,
    )
