"""Who vouches for an event or a read: the shop's back end, by a secret key or a visitor token."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from pydantic import TypeAdapter, ValidationError

from functions.api.schemas.limits import Id
from functions.domain.access_key import AccessKey
from functions.domain.event import VouchedBy
from functions.domain.visitor_token import TokenRefused, kid_of, verified_user
from functions.errors import Unauthorized
from functions.ports.secrets import Secrets

HEADER = "Hilo-Visitor-Token"
CURRENT = "visitor-token"
PREVIOUS = "visitor-token-previous"
_MAX_LENGTH = 4_096
_MAX_TOKENS = 8  # of one call: no call may have thousands of signatures checked
_ID = TypeAdapter(Id)


class Tokens:
    """Reads visitor tokens, with the signing keys remembered for a minute."""

    def __init__(self, secrets: Secrets, clock: Callable[[], int], cache_s: float) -> None:
        self._secrets = secrets
        self._clock = clock
        self._cache_ms = cache_s * 1000
        self._keys: Mapping[str, bytes] = {}
        self._read_at: int | None = None

    def user_of(self, token: str) -> str:
        """The customer that the token vouches for.

        Raises:
            TokenRefused: it vouches for nobody.
            Unavailable: the signing keys cannot be read now.
        """
        if len(token) > _MAX_LENGTH:
            raise TokenRefused("the token is too long")
        user_id = verified_user(token, secrets=self._live_keys(), now_s=self._clock() // 1000)
        try:
            return _ID.validate_python(user_id, strict=True)
        except ValidationError as error:
            raise TokenRefused("the token's sub is no id of a customer") from error

    def _live_keys(self) -> Mapping[str, bytes]:
        now = self._clock()
        if self._read_at is None or now - self._read_at >= self._cache_ms:
            found = (self._secrets.get(CURRENT), self._secrets.find(PREVIOUS))
            self._keys = {kid_of(secret): secret for secret in found if secret}
            self._read_at = now
        return self._keys


@dataclass(frozen=True, slots=True)
class Trust:
    """What a call's key and token vouch for."""

    is_secret: bool
    shown: tuple[str, ...]
    tokens: Tokens

    def vouches(self, user_id: str | None, context: Mapping[str, Any]) -> VouchedBy:
        """Who vouches for an entry of `user_id`. A bad token makes it a browser's claim."""
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
        """The customer whose own things a publishable key may read; None without a token.

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


def trust_of(
    request: Request, caller: AccessKey, context: Mapping[str, Any] | None = None
) -> Trust:
    """The trust of one HTTP call; `context` is one that all entries of its body share.

    Each token counts by itself: an expired one hides no other.
    """
    shown = (*_tokens_in(request.headers.getlist(HEADER)), *token_in(context or {}))
    return Trust(
        is_secret=caller.kind == "secret",
        shown=shown[:_MAX_TOKENS],
        tokens=request.app.state.tokens,
    )


def token_in(context: Mapping[str, Any]) -> tuple[str, ...]:
    """The token of `context.hilo.token`, if there is one."""
    hilo = context.get("hilo")
    token = hilo.get("token") if isinstance(hilo, Mapping) else None
    return (token,) if isinstance(token, str) and token else ()


def _tokens_in(headers: list[str]) -> list[str]:
    """API Gateway joins the headers of one name by commas, which no token has."""
    return [token for header in headers for part in header.split(",") if (token := part.strip())]


def rotate(secrets: Secrets, new_secret: bytes) -> str:
    """Sign with a new key from now on; what the last one signed is good until the next rotation."""
    secrets.put(PREVIOUS, secrets.get(CURRENT))
    secrets.put(CURRENT, new_secret)
    return kid_of(new_secret)
