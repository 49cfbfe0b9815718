"""JSON of suppressed addresses."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.nudges.recipients.addresses import Channel
from functions.domain.nudges.recipients.suppression import SuppressionReason
from functions.schemas.partial_batches import Rejected

MAX_ADDRESSES = 500
MAX_BODY_BYTES = 250_000
MAX_PAGE = 1_000


class AddressesRequest(BaseModel):
    """Addresses of one channel; those that are none are rejected, and the others taken."""

    model_config = ConfigDict(extra="forbid")

    channel: Channel
    addresses: Annotated[list[str], Field(max_length=MAX_ADDRESSES)]


class SuppressRequest(AddressesRequest):
    reason: SuppressionReason = "imported"


class AddressesResponse(BaseModel):
    accepted: int
    rejected: list[Rejected] = []


class SuppressedAddressResponse(BaseModel):
    address: str | None = Field(description="null once the person was erased")
    address_id: str = Field(description="an HMAC that stands for the address")
    reason: SuppressionReason
    at: int = Field(description="UTC ms")
    by: str


class SuppressionsResponse(BaseModel):
    """A page of the list; `cursor` gets the next one, and is null on the last."""

    suppressions: list[SuppressedAddressResponse]
    cursor: str | None
