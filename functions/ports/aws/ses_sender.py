"""E-mail on AWS: SES v2, with the whole message as raw MIME."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from functions.domain.delivery.providers import EmailProvider, Providers
from functions.domain.nudges.recipients.addresses import normalised
from functions.ports.aws.one_call import one_call
from functions.ports.channel_sender import Message, Released, SendResult

# A longer line of the header would be encoded, which breaks a link in it; RFC 5322 allows 998.
_POLICY = SMTP.clone(max_line_length=990)
_BODY_POLICY = SMTP.clone(max_line_length=76)  # RFC 2045, section 6.7, rule 5
# A value of an SES tag has at most 256 characters, and a reference may have more.
_TAG_LENGTH = 250
REFERENCE_TAGS = ("hilo_1", "hilo_2")
"""Names of the tags that hold a reference, which is cut where it is longer than one."""


class SesSender:
    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, message: Message, providers: Providers) -> SendResult:
        """Send an e-mail in HTML and text. Images stay where they are, under their addresses."""
        provider = providers.email
        if provider is None:
            return Released("not_configured")
        if not message.address.isascii():  # SES knows no SMTPUTF8
            return Released("address_not_ascii")
        if normalised("email", message.address) != message.address:
            return Released("no_address")
        try:
            request = _request(message, provider)
        except ValueError as error:
            return Released(f"no e-mail: {error}")
        return one_call(
            lambda: self._client.send_email(**request), lambda answer: str(answer["MessageId"])
        )


def _request(message: Message, provider: EmailProvider) -> dict[str, Any]:
    reference = message.reference
    parts = [reference[n : n + _TAG_LENGTH] for n in range(0, len(reference), _TAG_LENGTH)]
    request: dict[str, Any] = {
        "FromEmailAddress": provider.from_address,
        "Destination": {"ToAddresses": [message.address]},
        "Content": {"Raw": {"Data": raw_email(message, provider.from_address)}},
        "EmailTags": [
            {"Name": name, "Value": part} for name, part in zip(REFERENCE_TAGS, parts, strict=False)
        ],
    }
    if provider.configuration_set:
        request["ConfigurationSetName"] = provider.configuration_set
    return request


def raw_email(message: Message, from_address: str) -> bytes:
    """Return an e-mail as MIME, the text before the HTML, as programs show the last they can.

    Raises:
        ValueError: an address is none.
    """
    email = EmailMessage(policy=_POLICY)
    sender = _one_line(message.sender_name)
    email["From"] = Address(sender, addr_spec=from_address)
    email["To"] = Address(addr_spec=message.address)
    if message.reply_to:
        email["Reply-To"] = Address(addr_spec=message.reply_to)
    email["Subject"] = _one_line(message.parts["subject"])
    for name, value in message.headers.items():
        email[name] = _one_line(value)
    email["MIME-Version"] = "1.0"
    email.make_alternative()
    for part, subtype in (("text", "plain"), ("html", "html")):
        body = EmailMessage(policy=_BODY_POLICY)
        body.set_content(message.parts[part], subtype=subtype, cte="quoted-printable")
        email.attach(body)
    return email.as_bytes()


def _one_line(text: str) -> str:
    """Return a text that ends no header: breaks and control characters become spaces."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
