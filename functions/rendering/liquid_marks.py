"""Marks in place of Liquid's tags, so that what is around them can be read as XML.

A mark is letters and digits only: it stands for the same tag in a text, in an attribute and in the
HTML that comes of it. The lines stay where they are.
"""

import re
from dataclasses import dataclass

_TAG = re.compile(
    r"\{\{.*?\}\}|\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\{%.*?%\}", re.DOTALL
)
_VARIABLE = re.compile(
    r"\{\{-?\s*(?P<path>[A-Za-z_][\w]*(?:\.[\w]+)*)\s*(?:\|.*)?-?\}\}", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with marks, and the tag that each of them stands for."""

    text: str
    tags: dict[str, str]
    pattern: re.Pattern[str]

    @classmethod
    def from_source(cls, source: str) -> "MarkedText":
        prefix = next(word for word in _words() if word not in source)
        tags: dict[str, str] = {}

        def mark(found: re.Match[str]) -> str:
            name = f"{prefix}{len(tags)}z"
            tags[name] = found[0]
            return name + "\n" * found[0].count("\n")

        return cls(_TAG.sub(mark, source), tags, re.compile(f"{prefix}[0-9]+z"))

    def restored(self, text: str) -> str:
        """Return a text that came of this one, with its tags in place of the marks."""
        return self.pattern.sub(lambda mark: self.tags[mark[0]], text)

    def marked(self, text: str) -> list[str]:
        """Return the tags whose marks are in a text."""
        return [self.tags[mark] for mark in self.pattern.findall(text)]


def path_of(tag: str) -> str | None:
    """Return the variable that a tag puts out, `item.url` for example; None for another tag."""
    found = _VARIABLE.fullmatch(tag)
    return found["path"] if found else None


def _words() -> "list[str]":
    return [f"liquid{'q' * length}" for length in range(1, 100)]
