"""Read what is known of a person's addresses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from functions.domain.nudges.facts import Facts
from functions.domain.nudges.kinds import Channel as NudgeChannel
from functions.domain.nudges.recipients.addresses import Channel
from functions.domain.nudges.recipients.contact import (
    Contact,
    Reach,
    first_known,
    newest_tokens,
)
from functions.domain.nudges.recipients.suppression import Recipient
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import Person
from functions.services.nudges.recipients.contacts import RecipientDigest
from functions.storage.contacts import contact_from_row
from functions.storage.keys import person_keys, recipient_keys
from functions.storage.keys.key import Key
from functions.storage.person_rows import PersonRows, ReadRows
from functions.storage.push_tokens import PushTokenRows
from functions.storage.recipients import recipient_from_row

Address = tuple[str, str]
"""A normalised address and its digest."""


class RecipientReader:
    def __init__(self, rows: PersonRows, tokens: PushTokenRows, digest: RecipientDigest) -> None:
        self._rows = rows
        self._tokens = tokens
        self._digest = digest

    def addresses(self, contacts: Sequence[Contact]) -> dict[Channel, Address]:
        """The address of each channel that has one, and its digest, but for push."""
        addresses = Reach(first_known(contacts)).addresses()
        return {
            channel: (each[0], self._digest(channel, each[0]))
            for channel, each in addresses.items()
        }

    def newest_token(self, people: Iterable[Person]) -> dict[Channel, Address]:
        """The push token seen last of a customer with these names, as the address of push.

        One read for each user id.
        """
        customers = [person for person in people if person.kind == "customer"]
        tokens = newest_tokens([token for each in customers for token in self._tokens.all(each)])
        return {"push": (tokens[0].token, tokens[0].digest)} if tokens else {}

    def with_recipients(
        self,
        facts: Facts,
        settings: NudgeSettings,
        others: Sequence[Person],
        own: Mapping[Channel, Address],
        more: ReadRows,
    ) -> Facts:
        """With what is known of each address; those of joined names count where there is no own."""
        rows = [more.get(person_keys.contact(other)) for other in others]
        joined = self.addresses([contact_from_row(row) for row in rows if row])
        added = {channel: each for channel, each in joined.items() if channel not in own}
        late = self._rows.read(map(recipient_key, added.items()))
        found: dict[NudgeChannel, Recipient] = {}
        addresses: dict[NudgeChannel, str] = {}
        allowed: set[NudgeChannel] = set()
        for channel, (address, digest) in {**added, **own}.items():
            row = (late if channel in added else more).get(
                recipient_keys.recipient(channel, digest)
            )
            addresses[channel] = address
            found[channel] = recipient_from_row(row) if row else Recipient(channel, digest)
            if address in settings.allow_list:
                allowed.add(channel)
        return replace(facts, addresses=addresses, recipients=found, in_sandbox=frozenset(allowed))


def recipient_key(of: tuple[Channel, Address]) -> Key:
    channel, (_, digest) = of
    return recipient_keys.recipient(channel, digest)
