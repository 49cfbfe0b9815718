"""A value's shape without its content, to show a shop what its template sends."""

from typing import Any

_MOST = 40


def masked(value: Any) -> str:
    """Return digits as 9, letters as a or A, other signs as they are; of a container its kind."""
    if isinstance(value, dict | list):
        return f"{'object' if isinstance(value, dict) else 'list'} of {len(value)}"
    return "".join(map(_shape, str(value)[:_MOST]))


def _shape(sign: str) -> str:
    if sign.isdigit():
        return "9"
    if sign.isalpha():
        return "A" if sign.isupper() else "a"
    return sign if sign.isprintable() else "?"
