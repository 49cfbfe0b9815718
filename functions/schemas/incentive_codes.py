"""JSON of the pool of single-use codes."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from functions.schemas.contacts import Millis
from functions.schemas.limits import Id

MAX_BODY_BYTES = 500_000


class IncentiveCodesRequest(BaseModel):
    """Codes that the shop's till accepts once each. They end at `expires_at` (UTC ms)."""

    model_config = ConfigDict(extra="forbid")

    codes: Annotated[list[Id], Field(min_length=1, max_length=1_000)]
    expires_at: Millis


class IncentiveCodesResponse(BaseModel):
    accepted: int
