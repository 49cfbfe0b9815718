"""The words of an expression's text."""

import re
from typing import NamedTuple

from local.embedded.faults import Refused, invalid

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<alias>\#[A-Za-z0-9_]+)
      | (?P<value>:[A-Za-z0-9_]+)
      | (?P<number>[0-9]+)
      | (?P<sign><>|<=|>=|[=<>+\-(),.\[\]])
      | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
MAX_BYTES = 4096


class Token(NamedTuple):
    """`kind` is `name`, `alias` (#x), `value` (:x), `number`, `sign` or `end`."""

    kind: str
    text: str


class Tokens:
    """The tokens of one expression, read from left to right; `what` names it in errors."""

    def __init__(self, text: str, what: str) -> None:
        self.what = what
        if not text.strip():
            raise self.refused("The expression can not be empty;")
        if len(text.encode()) > MAX_BYTES:
            raise self.refused("Expression size has exceeded the maximum allowed size;")
        self._tokens = list(self._read(text))
        self._at = 0

    def refused(self, why: str) -> Refused:
        return invalid(f"Invalid {self.what}: {why}")

    def unexpected(self) -> Refused:
        kind, text = self.next
        return self.refused(f'Syntax error; token: "{"<EOF>" if kind == "end" else text}"')

    @property
    def next(self) -> Token:
        return self._tokens[self._at]

    def take(self) -> Token:
        token = self.next
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def is_sign(self, text: str) -> bool:
        return self.next == ("sign", text)

    def is_word(self, word: str, ahead: int = 0) -> bool:
        """Whether the next token is this keyword, in letters of any case."""
        kind, text = self._tokens[min(self._at + ahead, len(self._tokens) - 1)]
        return kind == "name" and text.upper() == word

    def is_call(self) -> bool:
        """Whether a function call begins here."""
        after = self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        return self.next.kind == "name" and after == ("sign", "(")

    def accept(self, sign: str) -> bool:
        found = self.is_sign(sign)
        if found:
            self.take()
        return found

    def accept_word(self, word: str) -> bool:
        found = self.is_word(word)
        if found:
            self.take()
        return found

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise self.unexpected()

    def expect_end(self) -> None:
        if self.next.kind != "end":
            raise self.unexpected()

    def _read(self, text: str) -> list[Token]:
        tokens, at = list[Token](), 0
        while not tokens or tokens[-1].kind != "end":
            match = _TOKEN.match(text, at)
            if match is None:
                raise self.refused(f'Syntax error; token: "{text[at:].strip()[:1]}"')
            kind = match.lastgroup or ""
            tokens.append(Token(kind, match[kind]))
            at = match.end()
        return tokens
