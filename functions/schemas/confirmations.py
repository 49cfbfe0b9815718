"""JSON of mails that ask for a confirmation, and of guests."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.nudges.messages.content import Language
from functions.domain.nudges.restock.confirmation import Outcome

_STRICT = ConfigDict(extra="forbid")
MAX_BODY_BYTES = 5_000


class ConfirmationLeaseRequest(BaseModel):
    """How many mails to lease. A lease ends after `lease_s` seconds."""

    model_config = _STRICT

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    lease_s: Annotated[int, Field(ge=30, le=900)] = 900


class ConfirmationMailResponse(BaseModel):
    """A mail to `to` that asks to confirm the address; not to be sent after `valid_until` (UTC ms).

    `subject` and `text` say it in `language`; a tool with a template of its own needs `link`.
    `lease_id` names this lease: an outcome that carries it frees no other one.
    """

    confirmation_id: str
    lease_id: str
    to: str
    language: Language
    item_id: str
    title: str | None
    image_url: str | None
    link: str
    subject: str
    text: str
    valid_until: int


class ConfirmationLeaseResponse(BaseModel):
    confirmations: list[ConfirmationMailResponse]


class ConfirmationOutcomeRequest(BaseModel):
    """What became of a mail.

    With the `lease_id` of its lease, `not_sent` frees no lease that another call got meanwhile.
    """

    model_config = _STRICT

    outcome: Outcome
    lease_id: Annotated[str, Field(min_length=1, max_length=40)] | None = None


class GuestRequest(BaseModel):
    """An address that a person without an account gave."""

    model_config = _STRICT

    email: Annotated[str, Field(min_length=3, max_length=320)]


class GuestResponse(BaseModel):
    """The user id under which everything about an address of no account stands."""

    user_id: str
