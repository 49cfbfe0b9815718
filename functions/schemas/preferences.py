"""JSON of a customer's preferences."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, StrictBool

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


class Consent(BaseModel):
    email: bool
    push: bool
    sms: bool
    whatsapp: bool


class PreferenceSource(BaseModel):
    """When a preference was set (UTC ms), and by what: `key <id>`, or `event`."""

    at: int
    by: str


class PreferencesResponse(BaseModel):
    personalization: Personalization
    consent: Consent
    sources: dict[str, PreferenceSource]
