"""Document paths and placeholders, the leaves of every expression."""

from collections.abc import Mapping

from local.embedded.expressions.reserved_words import reserved_words
from local.embedded.expressions.syntax import Path, Placeholder
from local.embedded.expressions.tokens import Tokens

MAX_DEPTH = 32


class Leaves:
    """Reads paths and placeholders, and keeps which names and values were used."""

    def __init__(self, tokens: Tokens, names: Mapping[str, str]) -> None:
        self.tokens = tokens
        self._names = names
        self.used_names: set[str] = set()
        self.used_values: set[str] = set()
        self.nested: set[str] = set()

    def path(self) -> Path:
        parts: list[str | int] = [self._element()]
        while True:
            if self.tokens.accept("."):
                parts.append(self._element())
            elif self.tokens.accept("["):
                parts.append(self._index())
            else:
                break
        if len(parts) > 1:
            self.nested.add(str(parts[0]))
        if len(parts) > MAX_DEPTH:
            raise self.tokens.refused("The document path has too many nesting elements;")
        return tuple(parts)

    def placeholder(self) -> Placeholder:
        kind, text = self.tokens.next
        if kind != "value":
            raise self.tokens.unexpected()
        self.tokens.take()
        self.used_values.add(text)
        return Placeholder(text)

    def _element(self) -> str:
        kind, text = self.tokens.next
        if kind == "alias":
            self.tokens.take()
            return self._named(text)
        if kind != "name":
            raise self.tokens.unexpected()
        if text.upper() in reserved_words():
            raise self.tokens.refused(
                f"Attribute name is a reserved keyword; reserved keyword: {text}"
            )
        self.tokens.take()
        return text

    def _named(self, alias: str) -> str:
        self.used_names.add(alias)
        if alias not in self._names:
            raise self.tokens.refused(
                "An expression attribute name used in the document path is not defined; "
                f"attribute name: {alias}"
            )
        return self._names[alias]

    def _index(self) -> int:
        kind, text = self.tokens.next
        if kind != "number":
            raise self.tokens.unexpected()
        self.tokens.take()
        self.tokens.expect("]")
        return int(text)
