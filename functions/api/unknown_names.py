"""Refuse query parameters that a route does not know, and name the nearest one that it knows.

A misspelt filter that is silently ignored shows a shopper the wrong list, and no error says so.
"""

from collections.abc import Collection, Iterable

from functions.domain.spelling import nearest
from functions.errors import FieldFault, Invalid


def refuse_unknown(names: Iterable[str], known: Collection[str]) -> None:
    """Let names pass if all are known.

    Raises:
        Invalid: some are not; each is named.
    """
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Invalid(*(FieldFault(name, _reason(name, known)) for name in unknown))


def _reason(name: str, known: Collection[str]) -> str:
    near = nearest(name, known)
    if near:
        return f"there is no such parameter; did you mean {near}?"
    if not known:
        return "there is no such parameter: this route takes none"
    return f"there is no such parameter; there are {', '.join(sorted(known))}"
