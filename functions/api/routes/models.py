"""Trained models, for the operator: list, inspect, activate and roll back."""

from typing import Annotated, Any

from fastapi import Depends
from fastapi import Path as PathParameter

from functions.api.auth import require
from functions.api.later.dependencies import ModelsDep
from functions.api.openapi import may_answer
from functions.api.routers import own_router
from functions.errors import NotFound
from functions.schemas.limits import Id
from functions.services.serving.models import ModelList

router = own_router("models", Depends(require("models")))
Version = Annotated[Id, PathParameter(description="`current` is the one that serves")]
_CURRENT = "current"


@router.get("/models")
def list_models(models: ModelsDep) -> ModelList:
    """List the kept models, oldest first, and the one that serves."""
    return models.all()


@router.get("/models/{version}", responses=may_answer(NotFound))
def get_model(models: ModelsDep, version: Version) -> dict[str, Any]:
    """Get a model's manifest: its data, settings, metrics and the gate's decision."""
    return models.manifest(None if version == _CURRENT else version)


@router.post("/models/{version}/activate", responses=may_answer(NotFound))
def activate_model(models: ModelsDep, version: Version) -> ModelList:
    """Serve this model within a minute, and pin it: later trainings do not replace it."""
    return models.activate(version)


@router.post("/models/rollback", responses=may_answer(NotFound))
def roll_back_model(models: ModelsDep) -> ModelList:
    """Serve the model before the present one, and pin it."""
    return models.roll_back()


@router.post("/models/unpin", responses=may_answer(NotFound))
def unpin_model(models: ModelsDep) -> ModelList:
    """Remove the pin: the newest model that passed the gate serves."""
    return models.unpin()
