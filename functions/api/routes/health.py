"""Is it there, and can it serve?"""

from fastapi import APIRouter, Request

router = APIRouter(prefix="/v1/health", tags=["health"])


@router.get("/live")
async def live() -> dict[str, str]:
    """The process answers, however busy its threads are."""
    return {"status": "live"}


@router.get("/ready")
def ready(request: Request) -> dict[str, str]:
    """The process answers, with this model; `none` means that popular and new items are served."""
    return {"status": "ready", "model_version": request.app.state.scorers.current().version}
