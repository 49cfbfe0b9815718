"""Make the links of a nudge, and read them."""

from collections.abc import Callable, Sequence

from functions.domain.nudges.messages.links import (
    LIFETIMES_MS,
    Capability,
    LinkRefused,
    Purpose,
    sign,
    verify,
)
from functions.domain.nudges.nudge import Nudge
from functions.domain.nudges.restock.confirmation import Ask, confirmation_id
from functions.domain.person import Person
from functions.errors import NotFound


class LinkSigner:
    """Makes links, and reads them."""

    def __init__(self, secret: Callable[[], bytes]) -> None:
        self._secret = secret

    def sign(self, purpose: Purpose, nudge: Nudge, *, now: int, item_id: str = "",
             quantities: Sequence[int] = ()) -> str:  # fmt: skip
        """The text of a link of one nudge from `now` on (UTC ms)."""
        channel = nudge.channel or "onsite"
        ends_at = now + LIFETIMES_MS[purpose]
        capability = Capability(purpose, nudge.id, channel, ends_at, item_id, tuple(quantities))
        return sign(capability, self._secret())

    def sign_confirmation(self, guest: Person, ask: Ask, *, ends_at: int) -> str:
        """The text of the link by which the owner of an address confirms a wish."""
        of = confirmation_id(guest, ask)
        return sign(Capability("confirm", of, "email", ends_at, ask.item_id), self._secret())

    def sign_confirmation_reference(self, guest: Person, ask: Ask, *, now: int) -> str:
        """The text by which a provider's report names a mail; `now` is UTC ms."""
        of, ends_at = confirmation_id(guest, ask), now + LIFETIMES_MS["feedback"]
        return sign(Capability("feedback", of, "email", ends_at), self._secret())

    def verify(self, token: str, *purposes: Purpose) -> Capability:
        """What the holder of a link may do, also where it has ended.

        Raises:
            NotFound: it is no link of ours, or one for something else.
        """
        try:
            capability = verify(token, self._secret())
        except LinkRefused as error:
            raise NotFound(str(error)) from error
        if capability.purpose not in purposes:
            raise NotFound("the link is for something else")
        return capability
