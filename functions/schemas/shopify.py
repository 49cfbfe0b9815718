"""JSON of Shopify's webhooks."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from functions.schemas.partial_batches import Rejected
from functions.schemas.segment import EntryWarning

MAX_BODY_BYTES = 3_000_000


class ShopifySecret(BaseModel):
    """The secret of the app, or of the shop's webhooks, by which their bodies are signed."""

    model_config = ConfigDict(extra="forbid")

    secret: Annotated[str, Field(min_length=16, max_length=200)]


class WebhookResponse(BaseModel):
    """What became of a webhook; `accepted` counts events, items and stock levels."""

    topic: str
    accepted: int
    note: str | None = Field(None, description="why nothing was done")
    rejected: list[Rejected] = []
    warnings: list[EntryWarning] = []
