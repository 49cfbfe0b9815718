"""Is it there, and can it serve?"""

from fastapi import APIRouter, Request

from functions.api.schemas.health import Readiness
from functions.serving.scorers import Scorers

router = APIRouter(prefix="/v1/health", tags=["health"])


@router.get("/live")
async def live() -> dict[str, str]:
    """The process answers, however busy its threads are."""
    return {"status": "live"}


@router.get("/ready")
def ready(request: Request) -> Readiness:
    """The process answers, with this model and this catalogue, and names what is broken."""
    scorers: Scorers = request.app.state.scorers
    ranking, broken = scorers.current(), scorers.broken
    return Readiness(
        status="degraded" if broken else "ready",
        model_version=ranking.version,
        snapshot_version=ranking.snapshot.version,
        broken=broken,
    )
