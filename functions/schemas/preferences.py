"""JSON of a customer's preferences."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from functions.schemas.limits import MAX_TIME_MS

Personalization = Literal["on", "off"]


class ConsentRequest(BaseModel):
    """Consent to be written to, by channel; what is not named stays as it is."""

    model_config = ConfigDict(extra="forbid")

    email: StrictBool | None = None
    push: StrictBool | None = None
    sms: StrictBool | None = None
    whatsapp: StrictBool | None = None


class PreferencesRequest(BaseModel):
    """What is not named stays as it is."""

    model_config = ConfigDict(extra="forbid")

    personalization: Personalization | None = None
    consent: ConsentRequest = ConsentRequest()
    wording: Annotated[str, Field(max_length=64)] | None = Field(
        None, description="the shop's name for the version of the text that was agreed to"
    )
    at: Annotated[int, Field(strict=True, ge=0, le=MAX_TIME_MS)] | None = Field(
        None, description="when it was answered, UTC ms; by default now. The newest answer holds"
    )


class Consent(BaseModel):
    email: bool
    push: bool
    sms: bool
    whatsapp: bool


class PreferenceSource(BaseModel):
    """When a preference was set (UTC ms), and by what: `key <id>`, `link <id>`, or `event`."""

    at: int
    by: str
    wording: str | None = None


class PreferencesResponse(BaseModel):
    personalization: Personalization
    consent: Consent
    sources: dict[str, PreferenceSource]
