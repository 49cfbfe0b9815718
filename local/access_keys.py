"""The two keys of a data folder: made once, the same after each start."""

from typing import NamedTuple

from functions.bootstrap import Services
from functions.domain.access_key import ALL_SCOPES, PUBLISHABLE_SCOPES, KeyKind, issue
from functions.ports.local.file_secrets import FileSecrets
from local.services import LaptopServices

_KEY_BYTES = 38  # what `issue` makes an id and a secret of


class LaptopKeys(NamedTuple):
    publishable: str
    secret: str


def laptop_keys(services: LaptopServices) -> LaptopKeys:
    """Both keys as shown to their holder, known to the tables. A revoked one stays revoked."""
    kept = FileSecrets(services.data / "secrets", lambda _size: services.random_bytes(_KEY_BYTES))
    return LaptopKeys(
        _key(services, "publishable", kept.get("publishable-key")),
        _key(services, "secret", kept.get("secret-key")),
    )


def _key(services: Services, kind: KeyKind, random: bytes) -> str:
    scopes = ALL_SCOPES if kind == "secret" else PUBLISHABLE_SCOPES
    key, shown = issue(kind, scopes, random=random, now=services.clock())
    if services.storage.access_keys.get(key.id) is None:
        services.storage.access_keys.put(key)
    return shown
