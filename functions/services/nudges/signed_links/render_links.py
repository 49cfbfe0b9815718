"""Make and read the links of content that is made when a message is opened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from functions.domain.nudges.messages.content import Language
from functions.domain.nudges.messages.links import LinkRefused
from functions.domain.nudges.messages.render_links import (
    LIFETIME_MS,
    RenderLink,
    sign_render,
    verify_render,
)
from functions.domain.person import Person
from functions.errors import NotFound


@dataclass(frozen=True, slots=True)
class RenderAddresses:
    """Where one place of a list is shown as a picture and as JSON, and where a click leads on."""

    image: str
    json: str
    click: str


class RenderLinks:
    def __init__(self, secret: Callable[[], bytes], clock: Callable[[], int]) -> None:
        self._secret = secret
        self._clock = clock

    def make(
        self, person: Person, places: int, language: Language, begin: str
    ) -> Sequence[RenderAddresses]:
        """The addresses of the first places of a person's list; they begin with `begin`."""
        ends_at = self._clock() + LIFETIME_MS
        links = (RenderLink(person, n, language, ends_at) for n in range(1, places + 1))
        tokens = (sign_render(link, self._secret()) for link in links)
        return [_addresses(f"{begin.rstrip('/')}/v1/render/{token}") for token in tokens]

    def read(self, token: str) -> RenderLink:
        """What a link stands for, also where it has ended.

        Raises:
            NotFound: it is no link of ours, or one for something else.
        """
        try:
            return verify_render(token, self._secret())
        except LinkRefused as error:
            raise NotFound(str(error)) from error


def _addresses(address: str) -> RenderAddresses:
    return RenderAddresses(f"{address}.png", f"{address}.json", address)
