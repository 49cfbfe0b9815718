"""Visitor tokens: the store's back end vouches for a browser's customer (JWT, HS256; RFC 7519).

Claims: `sub` the customer, `aud` "hilo", `exp` at most 24 h ahead, `nbf` and `iat`, where they are
there, not ahead; the header's `kid` names the signing key, so that two can live side by side while
one replaces the other. Times are finite numbers (RFC 7519, section 2).

PyJWT is imported at the first token: back ends and most pages show none.
"""

import math
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jwt.types import Options

AUDIENCE = "hilo"
MAX_AGE_S = 24 * 3600
_LEEWAY_S = 60
_ALGORITHM = "HS256"
# The clock is passed in, so the times are checked here and not by the library.
_OPTIONS: "Options" = {
    "require": ["sub", "aud", "exp"],
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}


class TokenRefused(Exception):
    """The token is not valid; the message gives the reason, and no part of the token."""


def kid_of(secret: bytes) -> str:
    """The public name of a signing key."""
    return sha256(b"kid\0" + secret).hexdigest()[:8]


def sign(user_id: str, *, secret: bytes, now_s: int, for_s: int = 3600) -> str:
    """What a store's back end does, in any language that has a JWT library."""
    import jwt

    claims = {"sub": user_id, "aud": AUDIENCE, "exp": now_s + for_s}
    return jwt.encode(claims, secret, _ALGORITHM, headers={"kid": kid_of(secret)})


def verified_user(token: str, *, secrets: Mapping[str, bytes], now_s: int) -> str:
    """The customer that a token vouches for. `secrets` by `kid`.

    Raises:
        TokenRefused: not signed with one of the secrets, expired, too long-lived, or malformed.
    """
    import jwt

    try:
        kid = jwt.get_unverified_header(token).get("kid")
        secret = secrets.get(kid) if isinstance(kid, str) else None
        if secret is None:
            raise TokenRefused("the token's kid names no valid signing key")
        claims = jwt.decode(token, secret, [_ALGORITHM], _OPTIONS, audience=AUDIENCE)
    except (jwt.InvalidTokenError, ValueError, TypeError, RecursionError) as error:
        # The library lets pass what its JSON and base64 readers raise for some made-up texts.
        raise TokenRefused(_reason(error)) from error
    return _checked(claims, now_s)


def _reason(error: Exception) -> str:
    import jwt

    reasons = {
        jwt.InvalidSignatureError: "it is signed with another secret",
        jwt.InvalidAudienceError: "its aud is not hilo",
        jwt.MissingRequiredClaimError: "it lacks sub, aud or exp",
        jwt.InvalidAlgorithmError: "its algorithm is not HS256",
    }
    known = (text for kind, text in reasons.items() if isinstance(error, kind))
    return f"the token is not valid: {next(known, 'it cannot be read')}"


def _checked(claims: Mapping[str, object], now_s: int) -> str:
    user_id, expires = claims["sub"], _time(claims, "exp")
    if not isinstance(user_id, str) or not user_id:
        raise TokenRefused("the token's sub must be the customer's id")
    if expires <= now_s:
        raise TokenRefused("the token has expired")
    if expires > now_s + MAX_AGE_S + _LEEWAY_S:
        raise TokenRefused("the token is valid for more than 24 hours")
    for name in ("nbf", "iat"):
        if name in claims and _time(claims, name) > now_s + _LEEWAY_S:
            raise TokenRefused(f"the token's {name} lies in the future")
    return user_id


def _time(claims: Mapping[str, object], name: str) -> int | float:
    value = claims[name]
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise TokenRefused(f"the token's {name} must be a finite number of seconds")
