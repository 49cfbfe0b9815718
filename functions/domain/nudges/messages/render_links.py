"""Signed links of content that is made when a message is opened.

A link stands for one place in one person's list of recommendations. It shows that one item, no name
and no cart, and its text hides whose it is.
"""

import struct
from dataclasses import dataclass

from functions.domain.nudges.messages.content import LANGUAGES, Language
from functions.domain.nudges.messages.links import DAY_MS, LinkRefused
from functions.domain.nudges.messages.sealed import (
    SealBroken,
    pack_person,
    seal,
    unpack_person,
    unseal,
)
from functions.domain.person import Person

PLACES = 8
# A newsletter is opened for weeks; after that its pictures show what is popular.
LIFETIME_MS = 60 * DAY_MS
_LABEL = b"render"
_VERSION = 1
_HEAD = struct.Struct(">BBBIB")  # version, place, language, end, person


@dataclass(frozen=True, slots=True)
class RenderLink:
    """`place` counts from 1 to `PLACES`. `ends_at` is UTC ms, in whole seconds."""

    person: Person
    place: int
    language: Language
    ends_at: int

    def ended(self, now: int) -> bool:
        """Whether the link has ended at `now` (UTC ms)."""
        return self.ends_at <= now


def sign_render(link: RenderLink, secret: bytes) -> str:
    """Return the text of a link: letters, digits, `-` and `_`."""
    person, flags = pack_person(link.person)
    language = LANGUAGES.index(link.language)
    head = _HEAD.pack(_VERSION, link.place, language, link.ends_at // 1000, flags)
    return seal(head + person, secret, _LABEL)


def verify_render(token: str, secret: bytes) -> RenderLink:
    """Return what a link stands for, also where it has ended.

    Raises:
        LinkRefused: it was not signed with `secret`.
    """
    try:
        body = unseal(token, secret, _LABEL)
        version, place, language, end, flags = _HEAD.unpack_from(body)
        person, rest = unpack_person(body[_HEAD.size :], flags)
        link = RenderLink(person, place, LANGUAGES[language], end * 1000)
    except (SealBroken, ValueError, IndexError, struct.error) as error:
        raise LinkRefused("the link was not made here") from error
    if version != _VERSION or rest:
        raise LinkRefused("the link is of another version")
    return link
