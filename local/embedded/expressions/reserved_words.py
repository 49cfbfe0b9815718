"""The words that no expression may use as an attribute's name without an alias.

Source: "Reserved words in DynamoDB", DynamoDB Developer Guide.
"""

from functools import cache
from pathlib import Path


@cache
def reserved_words() -> frozenset[str]:
    """The words in capital letters; an expression is held to them in letters of any case."""
    return frozenset(Path(__file__).with_suffix(".txt").read_text("ascii").split())
