"""Create, list, revoke and rotate access keys."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from functions.domain.access_key import (
    ALL_SCOPES,
    PUBLISHABLE_SCOPES,
    AccessKey,
    KeyKind,
    Scope,
    issue,
)
from functions.errors import FieldFault, Invalid, NotFound
from functions.ports.secrets import SECRET_BYTES, Secrets
from functions.services.access.visitor_tokens import rotate
from functions.storage.access_keys import AccessKeyRows

_RANDOM_BYTES = 38


class Keys:
    def __init__(
        self,
        kept: AccessKeyRows,
        secrets: Secrets,
        *,
        clock: Callable[[], int],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._kept = kept
        self._secrets = secrets
        self._clock = clock
        self._random_bytes = random_bytes

    def create(
        self,
        kind: KeyKind,
        scopes: Iterable[Scope] = (),
        origins: Iterable[str] = (),
        channel: str | None = None,
    ) -> tuple[AccessKey, str]:
        """A new key, and the text that is shown once. No scopes named means all of its kind.

        Raises:
            Invalid: a publishable key with more than its scopes, or an origin that is none.
        """
        allowed = PUBLISHABLE_SCOPES if kind == "publishable" else ALL_SCOPES
        chosen = frozenset(scopes) or allowed
        if not chosen <= allowed:
            excess = ", ".join(sorted(chosen - allowed))
            raise Invalid(FieldFault("scopes", f"a publishable key cannot open {excess}"))
        try:
            key, shown = issue(
                kind,
                chosen,
                random=self._random_bytes(_RANDOM_BYTES),
                now=self._clock(),
                origins=origins,
                channel=channel,
            )
        except ValueError as error:
            raise Invalid(FieldFault("origins", str(error))) from error
        self._kept.put(key)
        return key, shown

    def all(self) -> list[AccessKey]:
        return self._kept.all()

    def revoke(self, key_id: str) -> AccessKey:
        """Take a key back: within a minute it opens nothing. Doing it again changes nothing."""
        key = self._known(key_id)
        if key.revoked_at is None:
            key = replace(key, revoked_at=self._clock())
            self._kept.put(key)
        return key

    def rotate(self, key_id: str) -> tuple[AccessKey, str]:
        """A new key with the same rights. The old one stays good until it is revoked.

        Raises:
            Invalid: it was revoked, and its rights with it.
        """
        old = self._known(key_id)
        if old.revoked_at is not None:
            raise Invalid(FieldFault("key_id", "was revoked; create a new key"))
        return self.create(old.kind, old.scopes, old.origins, old.channel)

    def rotate_tokens(self) -> tuple[str, bytes]:
        """Return name and secret of a new key for visitor tokens; the last one stays good."""
        secret = self._random_bytes(SECRET_BYTES)
        return rotate(self._secrets, secret), secret

    def _known(self, key_id: str) -> AccessKey:
        key = self._kept.get(key_id, consistent=True)
        if key is None:
            raise NotFound(f"there is no key {key_id}; see the list of keys")
        return key
