"""What a visitor token may say, and all that it may not."""

import json
import math
from base64 import urlsafe_b64encode
from typing import Any

import jwt
import pytest

from functions.domain.visitor_token import (
    MAX_AGE_S,
    TokenRefused,
    kid_of,
    sign,
    verified_user,
)

SECRET = bytes(range(32))
NOW = 1_735_732_800
FINE: dict[str, Any] = {"sub": "ana", "aud": "hilo", "exp": NOW + 60}


def signed(**claims: Any) -> str:
    """A token with our signature, whatever it says; the JSON is written by Python (NaN passes)."""
    return jwt.encode({**FINE, **claims}, SECRET, "HS256", headers={"kid": kid_of(SECRET)})


def user_of(token: str) -> str:
    return verified_user(token, secrets={kid_of(SECRET): SECRET}, now_s=NOW)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"exp": NOW + 0.5},
        {"exp": NOW + MAX_AGE_S},
        {"nbf": NOW, "iat": NOW},
        {"nbf": NOW - 5, "iat": NOW + 30},
        {"aud": ["hilo", "mail"]},
    ],
)
def test_a_token_vouches_for_its_customer(claims: dict[str, Any]) -> None:
    assert user_of(signed(**claims)) == "ana"
    assert user_of(sign("ana", secret=SECRET, now_s=NOW)) == "ana"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": math.nan},
        {"exp": math.inf},
        {"exp": -math.inf},
        {"exp": True},
        {"exp": None},
        {"exp": str(NOW + 60)},
        {"exp": [NOW + 60]},
        {"exp": NOW},
        {"exp": NOW + MAX_AGE_S + 3600},
        {"exp": 10**300},
        {"exp": 10**400},
        {"nbf": NOW + 3600},
        {"nbf": math.nan},
        {"nbf": True},
        {"nbf": "soon"},
        {"iat": NOW + 3600},
        {"iat": math.inf},
        {"iat": {}},
        {"aud": "mail"},
        {"aud": None},
        {"sub": ""},
        {"sub": None},
        {"sub": True},
    ],
)
def test_a_token_that_says_something_else_is_refused(claims: dict[str, Any]) -> None:
    def encoded() -> str:
        if isinstance(claims.get("sub", ""), str):
            return signed(**claims)
        return raw({"alg": "HS256", "kid": kid_of(SECRET)}, {**FINE, **claims})

    with pytest.raises(TokenRefused):
        user_of(encoded())


def raw(header: Any, claims: Any) -> str:
    """Both parts as they are, signed by us."""
    head, body = (_part(json.dumps(each)) for each in (header, claims))
    algorithm = jwt.get_algorithm_by_name("HS256")
    key = algorithm.prepare_key(SECRET)
    signature = algorithm.sign(f"{head}.{body}".encode(), key)
    return f"{head}.{body}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _part(text: str) -> str:
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


NESTED = "[" * 1_500
HEADER = _part('{"alg":"HS256","kid":"x"}')


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "ñ.ñ.ñ",
        "\ud800.\ud800.\ud800",
        f"{_part(NESTED)}.e30.x",
        _part('{"kid":' + NESTED) + ".e30.x",
        _part('{"alg":"HS256","kid":' + "9" * 5_000 + "}") + ".e30.x",
        _part("[]") + ".e30.x",
        _part('{"alg":"none","kid":"x"}') + ".e30.",
        f"{HEADER}.{_part(NESTED)}.x",
    ],
)
def test_what_is_no_token_is_refused_and_never_an_error(token: str) -> None:
    with pytest.raises(TokenRefused):
        user_of(token)


@pytest.mark.parametrize("kid", [None, 7, [], {"a": 1}, "other"])
def test_a_kid_that_is_none_of_ours_is_refused(kid: Any) -> None:
    with pytest.raises(TokenRefused):
        user_of(raw({"alg": "HS256", "kid": kid}, FINE))


def test_claims_nested_beyond_reason_are_refused() -> None:
    head = _part(json.dumps({"alg": "HS256", "kid": kid_of(SECRET)}))
    body = _part(NESTED)
    algorithm = jwt.get_algorithm_by_name("HS256")
    signature = algorithm.sign(f"{head}.{body}".encode(), algorithm.prepare_key(SECRET))
    with pytest.raises(TokenRefused):
        user_of(f"{head}.{body}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}")
