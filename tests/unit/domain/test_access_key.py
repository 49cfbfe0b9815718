from dataclasses import replace

import pytest

from functions.domain.access_key import PUBLISHABLE_SCOPES, KeyKind, id_of, issue, origin_of

RANDOM = bytes(range(38))


def test_a_key_opens_what_it_was_issued_for_and_is_kept_as_a_digest() -> None:
    key, shown = issue("publishable", PUBLISHABLE_SCOPES, random=RANDOM, now=1)
    assert shown.startswith("hk_000102030405_")
    assert key.matches(shown)
    assert key.opens("events")
    assert not key.opens("customers")
    assert shown not in repr(key)
    assert shown.rpartition("_")[2] not in repr(key)


def test_another_secret_or_a_revoked_key_does_not_match() -> None:
    key, shown = issue("secret", PUBLISHABLE_SCOPES, random=RANDOM, now=1)
    other = shown[:-2] + ("AA" if shown[-2:] != "AA" else "BB")
    assert not key.matches(other)
    assert not replace(key, revoked_at=2).matches(shown)


def test_the_id_is_read_from_what_looks_like_a_key_only() -> None:
    _, shown = issue("secret", PUBLISHABLE_SCOPES, random=RANDOM, now=1)
    assert id_of(shown) == "000102030405"


SECRET = "a" * 43
NO_KEYS = ["", "hk_", "hk_abc_def", f"sk_000102030405_{SECRET}", f"hk_ñ0102030405_{SECRET}"]


@pytest.mark.parametrize("shown", NO_KEYS)
def test_what_is_no_key_has_no_id(shown: str) -> None:
    assert id_of(shown) is None


SHOP, OTHER = "https://shop.example", "https://other.example"


@pytest.mark.parametrize(
    ("kind", "origins", "shop", "other"),
    [
        ("publishable", [], True, True),
        ("publishable", [SHOP], True, False),
        ("secret", [], False, False),
        ("secret", [SHOP], True, False),
    ],
)
def test_which_pages_may_use_a_key(
    kind: KeyKind, origins: list[str], shop: bool, other: bool
) -> None:
    key, _ = issue(kind, PUBLISHABLE_SCOPES, random=RANDOM, now=1, origins=origins)
    assert (key.allows(SHOP), key.allows(OTHER)) == (shop, other)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://shop.example", SHOP),
        (" HTTPS://Shop.Example/ ", SHOP),
        ("https://shop.example:443", SHOP),
        ("http://shop.example:80", "http://shop.example"),
        ("http://shop.example:443", "http://shop.example:443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_kept_as_a_browser_sends_it(text: str, origin: str) -> None:
    assert origin_of(text) == origin


@pytest.mark.parametrize("text", ["", "*", "null", "shop.example", "https://", f"{SHOP}/cart"])
def test_what_no_browser_sends_is_no_origin(text: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        issue("publishable", PUBLISHABLE_SCOPES, random=RANDOM, now=1, origins=[text])
