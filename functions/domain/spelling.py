"""The known name that a misspelt one was probably meant to be."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

_SIMILARITY = 0.8  # of difflib's ratio: one wrong letter in five
_SIGNS = re.compile("[^a-z0-9]+")
_MAX_LENGTH = 64  # no known name is longer, and comparing takes the product of both lengths


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is the same but for case and signs, or most similar.

    None if no name is near, or if the name is known.
    """
    names = tuple(known)
    if name in names or len(name) > _MAX_LENGTH:
        return None
    plain = {_plain(each): each for each in names}
    found = plain.get(_plain(name))
    if found is not None:
        return found
    close = get_close_matches(_plain(name), plain, n=1, cutoff=_SIMILARITY)
    return plain[close[0]] if close else None


def _plain(name: str) -> str:
    return _SIGNS.sub("", name.lower())
