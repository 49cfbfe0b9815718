"""JSON of access keys; a secret is shown only once, when it is made."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.access_key import KeyKind, Scope
from functions.schemas.limits import ShortText


class KeyRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: KeyKind
    scopes: list[Scope] = Field([], max_length=20, description="none: all that the kind may have")
    origins: list[ShortText] = Field(
        [], max_length=50, description="web pages that may use the key, https://shop.example"
    )
    channel: Annotated[str | None, Field(pattern=r"^[a-z0-9_-]{1,32}$")] = Field(
        None, description="the channel of events whose sender names none, `pos` for a till"
    )


class Key(BaseModel):
    """Times are UTC ms."""

    id: str
    kind: KeyKind
    scopes: list[Scope]
    origins: list[str]
    channel: str | None
    created_at: int
    revoked_at: int | None


class NewKey(Key):
    key: str = Field(description="what opens the API; shown this once")


class SigningKey(BaseModel):
    """What a store's back end signs visitor tokens with (HS256)."""

    kid: str
    secret: str = Field(description="base64; shown this once")
