"""How people are reached: contact data over all names of a customer, and push tokens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from functions.domain.names import Names
from functions.domain.nudges.recipients.addresses import Channel
from functions.domain.nudges.recipients.contact import (
    Contact,
    PushToken,
    Reach,
    VerifiedAddress,
    first_known,
    newest_tokens,
)
from functions.domain.person import Person, customer
from functions.services.people.present_id import under_present_id
from functions.services.retry import until_written
from functions.storage.contacts import ContactRows
from functions.storage.identity import IdentityRows
from functions.storage.push_tokens import PushTokenRows

RecipientDigest = Callable[[Channel, str], str]
"""Returns the HMAC of a normalised address on a channel."""


@dataclass(frozen=True, slots=True)
class ContactChange:
    """New values of `email`, `phone` (normalised) and `language`; None removes one.

    What has no entry in `values` stays as it is.
    """

    values: Mapping[str, str | None]
    at: int
    by: str


class Contacts:
    def __init__(
        self,
        rows: ContactRows,
        tokens: PushTokenRows,
        identity: IdentityRows,
        digest: RecipientDigest,
    ) -> None:
        self._rows = rows
        self._tokens = tokens
        self._identity = identity
        self._digest = digest

    def find(self, user_id: str) -> Reach:
        """How a customer is reached, under whichever of their ids."""
        return self.reach(self._identity.names(user_id))

    def reach(self, names: Names) -> Reach:
        """How the customer with these names is reached: one read, and one for each user id."""
        people = [customer(user_id) for user_id in names.user_ids]
        tokens = [token for person in people for token in self._tokens.all(person)]
        return Reach(first_known(self._rows.find(people)), newest_tokens(tokens))

    def change(self, user_id: str, change: ContactChange) -> Reach:
        """Change a customer's contact data, and return what they are now.

        Raises:
            RevisionLost: others kept writing them.
        """
        for alias in self._identity.names(user_id).aliases:
            self._clear(customer(alias), change)
        under_present_id(
            self._identity,
            user_id,
            lambda person: until_written(lambda: self._write(person, change)),
        )
        return self.find(user_id)

    def register(self, user_id: str, token: str, *, platform: str, seen_at: int) -> None:
        """Keep a push token as this customer's, who loses it to the next one that registers it.

        Of the times at which it was seen the newest stays. Past `MAX_TOKENS` the tokens seen
        longest ago are dropped.
        """
        digest = self._digest("push", token)
        new = PushToken(token, digest, platform, seen_at)
        under_present_id(
            self._identity,
            user_id,
            lambda person: until_written(lambda: self._keep(person, new)),
        )

    def keep_endpoint(self, user_id: str, digest: str, endpoint: str) -> None:
        """Keep the provider's name for a push token of a customer."""
        for name in self._identity.names(user_id).user_ids:
            self._tokens.keep_endpoint(customer(name), digest, endpoint)

    def remove_token(self, user_id: str, digest: str) -> bool:
        """Remove a push token of a customer; False if they have none of this digest."""
        for name in self._identity.names(user_id).user_ids:
            if until_written(partial(self._drop, customer(name), digest)):
                return True
        return False

    def _clear(self, person: Person, change: ContactChange) -> None:
        """Remove what is about to change from a former id: what stands there is older."""
        if self._rows.find([person]):
            gone = replace(change, values=dict.fromkeys(change.values))
            until_written(lambda: self._write(person, gone))

    def _write(self, person: Person, change: ContactChange) -> None:
        known, rev = self._rows.get(person)
        after = _changed(known, change)
        if after != known:
            self._rows.put(person, after, rev=rev)

    def _keep(self, person: Person, new: PushToken) -> None:
        known = self._tokens.all(person)
        same = next((token for token in known if token.digest == new.digest), new)
        token = replace(
            new, last_seen=max(new.last_seen, same.last_seen), endpoint=_endpoint(same, new)
        )
        self._tokens.put(person, token, before=self._tokens.owner(new.digest))
        others = [each for each in known if each.digest != new.digest]
        for dropped in {*others} - {*newest_tokens([token, *others])}:
            self._tokens.delete(person, dropped.digest)

    def _drop(self, person: Person, digest: str) -> bool:
        if self._tokens.owner(digest) != person:
            return False
        self._tokens.delete(person, digest)
        return True


def _endpoint(known: PushToken, new: PushToken) -> str:
    return known.endpoint if known.platform == new.platform else ""


def _changed(known: Contact, change: ContactChange) -> Contact:
    def verified(name: str, before: VerifiedAddress | None) -> VerifiedAddress | None:
        if name not in change.values:
            return before
        address = change.values[name]
        if before and before.address == address:
            return before
        return VerifiedAddress(address, change.at, change.by) if address else None

    return Contact(
        email=verified("email", known.email),
        phone=verified("phone", known.phone),
        language=change.values.get("language", known.language),
    )
