"""Is it there, and can it serve?"""

from fastapi import APIRouter

from functions.api.dependencies import ScorerProviderDep
from functions.schemas.health import Readiness

router = APIRouter(prefix="/v1/health", tags=["health"])


@router.get("/live")
async def live() -> dict[str, str]:
    """The process answers, however busy its threads are."""
    return {"status": "live"}


@router.get("/ready")
def ready(scorer_provider: ScorerProviderDep) -> Readiness:
    """The process answers, with this model and this catalogue, and names what is broken."""
    serving_state, broken = scorer_provider.current(), scorer_provider.broken
    return Readiness(
        status="degraded" if broken else "ready",
        model_version=serving_state.version,
        snapshot_version=serving_state.snapshot.version,
        broken=broken,
    )
