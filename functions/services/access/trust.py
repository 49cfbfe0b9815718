"""Who vouches for an event or a read: the shop's back end, by a secret key or a visitor token."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.event import VouchedBy
from functions.domain.visitor_token import TokenRefused
from functions.errors import Unauthorized
from functions.services.access.visitor_tokens import Tokens

HEADER = "Hilo-Visitor-Token"


@dataclass(frozen=True, slots=True)
class Trust:
    """What a call's key and token vouch for."""

    is_secret: bool
    shown: tuple[str, ...]
    tokens: Tokens

    def vouches(self, user_id: str | None, context: Mapping[str, Any]) -> VouchedBy:
        """Return who vouches for an entry of `user_id`. A bad token makes it a browser's claim."""
        if self.is_secret:
            return "shop"
        tokens = (*self.shown, *token_in(context))
        if user_id and any(self._is_of(token, user_id) for token in tokens):
            return "shopper"
        return "browser"

    def _is_of(self, token: str, user_id: str) -> bool:
        try:
            return self.tokens.user_of(token) == user_id
        except TokenRefused:
            return False

    def reader(self) -> str | None:
        """The customer that a publishable key may read about; None without a token.

        Raises:
            Unauthorized: no token is valid.
        """
        refused: TokenRefused | None = None
        for token in self.shown:
            try:
                return self.tokens.user_of(token)
            except TokenRefused as error:
                refused = error
        if refused is None:
            return None
        raise Unauthorized(f"{HEADER}: {refused}") from refused


def token_in(context: Mapping[str, Any]) -> tuple[str, ...]:
    """The token of `context.hilo.token`, if there is one."""
    hilo = context.get("hilo")
    token = hilo.get("token") if isinstance(hilo, Mapping) else None
    return (token,) if isinstance(token, str) and token else ()
