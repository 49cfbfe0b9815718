"""Visitor tokens: verify them, and rotate their signing keys."""

from collections.abc import Callable, Mapping

from pydantic import TypeAdapter, ValidationError

from functions.domain.visitor_token import TokenRefused, kid_of, verified_user
from functions.ports.secrets import Secrets
from functions.schemas.limits import Id

CURRENT = "visitor-token"
PREVIOUS = "visitor-token-previous"
_MAX_LENGTH = 4_096
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
            TokenRefused: it is not valid.
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


def rotate(secrets: Secrets, new_secret: bytes) -> str:
    """Sign with a new key from now on; what the last one signed is good until the next rotation."""
    secrets.put(PREVIOUS, secrets.get(CURRENT))
    secrets.put(CURRENT, new_secret)
    return kid_of(new_secret)
