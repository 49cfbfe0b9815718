"""JSON of the readiness check."""

from typing import Literal

from pydantic import BaseModel, Field


class Readiness(BaseModel):
    """`degraded` serves too: without what `broken` names, on what is good."""

    status: Literal["ready", "degraded"]
    model_version: str = Field(description="`none`: popular and new items are served")
    snapshot_version: str = Field(description="`empty` before the first one is built")
    broken: dict[str, str] = Field(
        {}, description="what cannot be used, and why: `model`, `snapshot`, `changes`, `rules`"
    )
