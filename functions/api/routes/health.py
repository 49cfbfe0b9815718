"""Health checks: liveness and readiness."""

from fastapi import APIRouter

from functions.api.dependencies import ScorerProviderDep
from functions.schemas.health import Readiness

router = APIRouter(prefix="/v1/health", tags=["health"])


@router.get("/live")
async def live() -> dict[str, str]:
    """Answer while the process runs, even if all of its threads are busy."""
    return {"status": "live"}


@router.get("/ready")
def ready(scorer_provider: ScorerProviderDep) -> Readiness:
    """Get the versions of the model and the catalogue in service, and what is broken."""
    serving_state, broken = scorer_provider.current(), scorer_provider.broken
    return Readiness(
        status="degraded" if broken else "ready",
        model_version=serving_state.version,
        snapshot_version=serving_state.snapshot.version,
        broken=broken,
    )
