"""An e-mail as it goes over the wire: MIME, with a text and an HTML part."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from functions.ports.channel_sender import Message

# A longer line of the header would be encoded, which breaks a link in it; RFC 5322 allows 998.
_POLICY = SMTP.clone(max_line_length=990)
_BODY_POLICY = SMTP.clone(max_line_length=76)  # RFC 2045, section 6.7, rule 5


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
