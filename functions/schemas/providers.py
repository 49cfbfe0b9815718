"""The providers of the native route as JSON: names and ARNs of the shop's own AWS account."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.nudges.messages.content import Language
from functions.schemas.contacts import Email, Platform

_STRICT = ConfigDict(extra="forbid")
_SetName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_:/-]{1,256}$")]
_Application = Annotated[
    str,
    Field(
        pattern=r"^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:app/(GCM|APNS|APNS_SANDBOX)/[A-Za-z0-9_.-]{1,256}$"
    ),
]


_Code = Annotated[str, Field(pattern=r"^[a-z]{2}(_[A-Z]{2})?$")]
_PHONE_NUMBER_ID = (
    r"^(phone-number-id-[0-9a-zA-Z]{1,99}"
    r"|arn:aws[a-z-]*:social-messaging:[a-z0-9-]+:[0-9]{12}:phone-number-id/[0-9a-zA-Z]{1,99})$"
)


class EmailProviderFields(BaseModel):
    """SES. It has verified the address; without a configuration set nothing comes back."""

    model_config = _STRICT

    from_address: Email
    configuration_set: _SetName | None = None


class SmsProviderFields(BaseModel):
    """AWS End User Messaging SMS: a number, a pool or a sender id."""

    model_config = _STRICT

    origination_identity: Annotated[str, Field(pattern=r"^[A-Za-z0-9_:/+-]{1,256}$")]
    configuration_set: _SetName | None = None
    message_type: Literal["PROMOTIONAL", "TRANSACTIONAL"] | None = None


class PushProviderFields(BaseModel):
    """SNS: the ARN of the platform application of each platform."""

    model_config = _STRICT

    applications: dict[Platform, _Application]


class WhatsAppProviderFields(BaseModel):
    """AWS End User Messaging Social. `languages` are Meta's codes, `es_MX` for one."""

    model_config = _STRICT

    phone_number_id: Annotated[str, Field(pattern=_PHONE_NUMBER_ID)]
    api_version: Annotated[str, Field(pattern=r"^v[0-9]{2}[.][0-9]$")] | None = None
    languages: dict[Language, _Code] | None = None


class ProvidersChange(BaseModel):
    """Each provider that is given takes the place of the one of its channel."""

    model_config = _STRICT

    email: EmailProviderFields | None = None
    sms: SmsProviderFields | None = None
    push: PushProviderFields | None = None
    whatsapp: WhatsAppProviderFields | None = None
