"""What is kept of a customer's address as that of a guest, without an account."""

from collections.abc import Sequence

from functions.domain.nudges.recipients.contact import first_known
from functions.domain.nudges.recipients.guest import guest_of, is_guest
from functions.domain.person import Person
from functions.services.nudges.recipients.contacts import RecipientDigest
from functions.storage.confirmations import ConfirmationRows
from functions.storage.contacts import ContactRows


class Guests:
    def __init__(
        self, contacts: ContactRows, confirmations: ConfirmationRows, digest: RecipientDigest
    ) -> None:
        self._contacts = contacts
        self._confirmations = confirmations
        self._digest = digest

    def of(self, people: Sequence[Person]) -> list[Person]:
        """The guest of the e-mail address of a customer, where anything is kept of one."""
        email = first_known(self._contacts.find(people)).email
        if email is None or any(map(is_guest, people)):
            return []
        guest = guest_of(self._digest("email", email.address))
        kept = self._contacts.find([guest]) or self._confirmations.get(guest).rev
        return [guest] if kept else []
