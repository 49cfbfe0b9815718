"""JSON of contact data, push tokens and the log of consent."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from functions.domain.nudges.recipients.addresses import Channel, normalised
from functions.domain.nudges.recipients.contact import Reach, VerifiedAddress
from functions.schemas.limits import MAX_TIME_MS

MAX_BODY_BYTES = 10_000
Platform = Literal["fcm", "apns", "web"]


def _address(channel: Channel, meaning: str) -> AfterValidator:
    def form(value: str) -> str:
        known = normalised(channel, value)
        if known is None:
            raise ValueError(f"must be {meaning}")
        return known

    return AfterValidator(form)


Email = Annotated[str, Field(max_length=512), _address("email", "one e-mail address")]
Phone = Annotated[
    str, Field(max_length=64), _address("sms", "a number with its country code, +34 600 …")
]
Token = Annotated[str, Field(max_length=4_096), _address("push", "a push token without spaces")]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$")]
Millis = Annotated[int, Field(strict=True, ge=0, le=MAX_TIME_MS)]


class ContactRequest(BaseModel):
    """What the shop has verified; null removes a field, and one that is missing stays."""

    model_config = ConfigDict(extra="forbid")

    email: Email | None = None
    phone: Phone | None = None
    language: Language | None = Field(None, description="what the person reads, `es-MX` for one")


class PushTokenRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    token: Token
    platform: Platform
    last_seen: Millis | None = Field(None, description="UTC ms; by default now")


class AddressResponse(BaseModel):
    address: str = Field(description="in normal form")
    at: int = Field(description="when it was given, UTC ms")
    by: str

    @classmethod
    def from_address(cls, verified: VerifiedAddress | None) -> Self | None:
        if verified is None:
            return None
        return cls(address=verified.address, at=verified.at, by=verified.by)


class PushTokenResponse(BaseModel):
    token_id: str = Field(description="stands for the token where it is removed")
    platform: str
    last_seen: int = Field(description="UTC ms")


class ContactResponse(BaseModel):
    """The devices seen last come first."""

    email: AddressResponse | None
    phone: AddressResponse | None
    language: str | None
    push_tokens: list[PushTokenResponse]

    @classmethod
    def from_reach(cls, reach: Reach) -> Self:
        return cls(
            email=AddressResponse.from_address(reach.contact.email),
            phone=AddressResponse.from_address(reach.contact.phone),
            language=reach.contact.language,
            push_tokens=[
                PushTokenResponse(
                    token_id=token.digest, platform=token.platform, last_seen=token.last_seen
                )
                for token in reach.tokens
            ],
        )


class ConsentAnswer(BaseModel):
    """`wording` is the version of the text that was agreed to, if the shop named one."""

    question: str
    value: bool
    at: int = Field(description="UTC ms")
    by: str
    wording: str | None


class ConsentLogResponse(BaseModel):
    """Newest first."""

    answers: list[ConsentAnswer]
