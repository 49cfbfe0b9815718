"""Models, for whoever runs the shop: which there are, which serves, and the way back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi import Path as PathParameter

from functions.api.auth import require
from functions.api.models import ModelList, Models
from functions.api.openapi import may_answer
from functions.api.schemas.limits import Id
from functions.errors import NotFound

router = APIRouter(prefix="/v1", tags=["models"], dependencies=[Depends(require("models"))])
Version = Annotated[Id, PathParameter(description="`current` is the one that serves")]
_CURRENT = "current"


@router.get("/models")
def list_models(request: Request) -> ModelList:
    """Every model that is kept, oldest first, and which one serves."""
    return _models(request).all()


@router.get("/models/{version}", responses=may_answer(NotFound))
def get_model(request: Request, version: Version) -> dict[str, Any]:
    """The manifest of one: its data, settings and metrics, and what the gate found."""
    return _models(request).manifest(None if version == _CURRENT else version)


@router.post("/models/{version}/activate", responses=may_answer(NotFound))
def activate_model(request: Request, version: Version) -> ModelList:
    """Let this one serve, within a minute, and pin it: later trainings leave it in place."""
    return _models(request).activate(version)


@router.post("/models/rollback", responses=may_answer(NotFound))
def roll_back_model(request: Request) -> ModelList:
    """Let the model before the present one serve, and pin it."""
    return _models(request).roll_back()


@router.post("/models/unpin", responses=may_answer(NotFound))
def unpin_model(request: Request) -> ModelList:
    """Let the newest model serve that was not refused, now and from now on."""
    return _models(request).unpin()


def _models(request: Request) -> Models:
    models: Models = request.app.state.models
    return models
