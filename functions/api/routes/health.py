"""Is it there, and can it serve?"""

from fastapi import APIRouter

from functions.api.dependencies import ScorersDep
from functions.schemas.health import Readiness

router = APIRouter(prefix="/v1/health", tags=["health"])


@router.get("/live")
async def live() -> dict[str, str]:
    """The process answers, however busy its threads are."""
    return {"status": "live"}


@router.get("/ready")
def ready(scorers: ScorersDep) -> Readiness:
    """The process answers, with this model and this catalogue, and names what is broken."""
    ranking, broken = scorers.current(), scorers.broken
    return Readiness(
        status="degraded" if broken else "ready",
        model_version=ranking.version,
        snapshot_version=ranking.snapshot.version,
        broken=broken,
    )
