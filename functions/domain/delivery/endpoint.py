"""An endpoint: where events go, and how it has done lately."""

from dataclasses import dataclass, replace
from typing import Literal

from functions.domain.delivery.event_types import EventType

HOUR_MS = 3_600_000
# An endpoint that failed so often, and for so long without one success, is disabled.
DISABLED_AFTER_FAILURES = 10
DISABLED_AFTER_MS = 72 * HOUR_MS
# After so many failures in a row, what else waits for the endpoint waits for one try.
_OPENS_AFTER = 5
_LONGEST_PAUSE_MS = HOUR_MS
# So long a secret signs after a rotation has replaced it.
REPLACED_SIGNS_MS = 24 * HOUR_MS
MAX_SECRETS = 10
MAX_ENDPOINTS = 20

Disabled = Literal["by_shop", "gone", "failing"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`url` is None for the event bus. `types` are the events it gets notices of.

    `created_at`, `rotations` and `disabled_at` are UTC ms. `rev` is 0 where there is no row.
    `secret_rev` counts the secrets it had, `rotations` says when the newest of them were asked for,
    the newest first.
    """

    id: str
    url: str | None
    types: frozenset[EventType] = frozenset()
    description: str = ""
    created_at: int = 0
    secret_rev: int = 1
    rotations: tuple[int, ...] = ()
    disabled: Disabled | None = None
    disabled_at: int | None = None
    rev: int = 0

    @property
    def enabled(self) -> bool:
        return self.disabled is None

    def off(self, why: Disabled, *, now: int) -> "Endpoint":
        """Return the endpoint as disabled at `now` (UTC ms)."""
        return replace(self, disabled=why, disabled_at=now)

    @property
    def rotated_at(self) -> int | None:
        return self.rotations[0] if self.rotations else None

    def rotated(self, *, now: int) -> "Endpoint":
        """Return the endpoint with the number of one more secret, asked for at `now` (UTC ms)."""
        rotations = (now, *self.rotations)[: MAX_SECRETS - 1]
        return replace(self, secret_rev=self.secret_rev + 1, rotations=rotations)

    def secret_before_signs(self, secret_rev: int, *, now: int) -> bool:
        """Whether the secret that number `secret_rev` replaced still signs at `now` (UTC ms)."""
        newer = self.secret_rev - secret_rev
        return newer < len(self.rotations) and now < self.rotations[newer] + REPLACED_SIGNS_MS


@dataclass(frozen=True, slots=True)
class Health:
    """Failures in a row since `failing_since`, and until when nothing is tried; UTC ms."""

    failures: int = 0
    failing_since: int | None = None
    paused_until: int = 0

    @property
    def failing(self) -> bool:
        return self.failures > 0

    def after_failure(self, *, now: int, retry_after_ms: int = 0) -> "Health":
        """Return the health after one more failure at `now` (UTC ms).

        `retry_after_ms` is how long the endpoint asked us to wait.
        """
        failures = self.failures + 1
        pause = min(_LONGEST_PAUSE_MS, 1000 * 2 ** min(failures, 12))
        until = now + pause if failures >= _OPENS_AFTER else 0
        return Health(
            failures,
            self.failing_since if self.failing_since is not None else now,
            max(until, now + retry_after_ms if retry_after_ms else 0),
        )

    def hopeless(self, *, now: int) -> bool:
        """Whether an endpoint has failed so long by `now` (UTC ms) that it is to be disabled."""
        since = self.failing_since
        too_long = since is not None and now - since >= DISABLED_AFTER_MS
        return too_long and self.failures >= DISABLED_AFTER_FAILURES
