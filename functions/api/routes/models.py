"""Models, for the operator of the shop: which there are, which serves, and the way back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi import Path as PathParameter

from functions.api.auth import require
from functions.api.dependencies import ModelsDep
from functions.api.openapi import may_answer
from functions.errors import NotFound
from functions.schemas.limits import Id
from functions.services.serving.models import ModelList

router = APIRouter(prefix="/v1", tags=["models"], dependencies=[Depends(require("models"))])
Version = Annotated[Id, PathParameter(description="`current` is the one that serves")]
_CURRENT = "current"


@router.get("/models")
def list_models(models: ModelsDep) -> ModelList:
    """Every model that is kept, oldest first, and which one serves."""
    return models.all()


@router.get("/models/{version}", responses=may_answer(NotFound))
def get_model(models: ModelsDep, version: Version) -> dict[str, Any]:
    """The manifest of one: its data, settings and metrics, and what the gate found."""
    return models.manifest(None if version == _CURRENT else version)


@router.post("/models/{version}/activate", responses=may_answer(NotFound))
def activate_model(models: ModelsDep, version: Version) -> ModelList:
    """Let this one serve, within a minute, and pin it: later trainings leave it in place."""
    return models.activate(version)


@router.post("/models/rollback", responses=may_answer(NotFound))
def roll_back_model(models: ModelsDep) -> ModelList:
    """Let the model before the present one serve, and pin it."""
    return models.roll_back()


@router.post("/models/unpin", responses=may_answer(NotFound))
def unpin_model(models: ModelsDep) -> ModelList:
    """Let the newest model serve that was not refused, now and from now on."""
    return models.unpin()
