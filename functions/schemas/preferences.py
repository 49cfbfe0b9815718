"""What a customer wants of us."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, StrictBool

Personalization = Literal["on", "off"]


class ConsentWish(BaseModel):
    """Consent to be written to, by channel; what is not named stays as it is."""

    model_config = ConfigDict(extra="forbid")

    email: StrictBool | None = None
    push: StrictBool | None = None
    sms: StrictBool | None = None
    whatsapp: StrictBool | None = None


class PreferencesWish(BaseModel):
    """What is not named stays as it is."""

    model_config = ConfigDict(extra="forbid")

    personalization: Personalization | None = None
    consent: ConsentWish = ConsentWish()


class Consent(BaseModel):
    email: bool
    push: bool
    sms: bool
    whatsapp: bool


class Told(BaseModel):
    """When a preference was told (UTC ms), and by what: `key <id>`, or `event`."""

    at: int
    by: str


class PreferencesAnswer(BaseModel):
    personalization: Personalization
    consent: Consent
    told: dict[str, Told]
