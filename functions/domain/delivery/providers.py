"""What a shop says about the providers that its own AWS account sends through.

A channel without a provider here is not configured: nothing is handed to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from functions.domain.nudges.kinds import Channel

# Where a message carries its reference: in two tags of SES, whose values are short, and under one
# key in the context of a text message.
REFERENCE_TAGS = ("hilo_1", "hilo_2")
REFERENCE_KEY = "hilo"


@dataclass(frozen=True, slots=True)
class EmailProvider:
    """SES. `from_address` is of a verified identity; the configuration set reports what happens."""

    from_address: str
    configuration_set: str = ""


@dataclass(frozen=True, slots=True)
class SmsProvider:
    """AWS End User Messaging. `origination_identity` is a number, a pool or a sender id."""

    origination_identity: str
    configuration_set: str = ""
    message_type: Literal["PROMOTIONAL", "TRANSACTIONAL"] = "PROMOTIONAL"


@dataclass(frozen=True, slots=True)
class PushProvider:
    """SNS. `applications` are the ARNs of the platform applications by platform of the token."""

    applications: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WhatsAppProvider:
    """AWS End User Messaging Social. `languages` are the codes of the approved templates."""

    phone_number_id: str
    api_version: str = "v20.0"
    languages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Providers:
    """The provider of each channel that is configured."""

    email: EmailProvider | None = None
    sms: SmsProvider | None = None
    push: PushProvider | None = None
    whatsapp: WhatsAppProvider | None = None

    def configured(self, channel: Channel) -> bool:
        """Whether messages of a channel can be given to a provider."""
        if channel == "push":
            return self.push is not None and bool(self.push.applications)
        return getattr(self, channel, None) is not None
