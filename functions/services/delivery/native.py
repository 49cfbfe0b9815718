"""Hand over a ready nudge through a provider: check, claim, send once, and record what is known."""

from collections.abc import Callable

from functions.domain.delivery.providers import Providers
from functions.domain.delivery.routes import NATIVE
from functions.domain.nudges.insights.answers import NudgeAnswer
from functions.domain.nudges.messages.content import Brand
from functions.domain.nudges.nudge import NudgeId
from functions.observability import Meter
from functions.ports.channel_sender import Released, Sent
from functions.services.delivery.close import CloseNudge
from functions.services.delivery.send_native import NativeResult
from functions.services.nudges.hand_over.claim import Claim, Claimed
from functions.services.nudges.hand_over.outcomes import Freed, ReportOutcome
from functions.storage.nudge_settings import NudgeSettingsRows
from functions.storage.templates import BrandRows

# Longer than one attempt takes; a nudge still in `sending` then is `unknown`, and stays so.
SENDING_MS = 300_000
_BY = "provider"


class HandOverNative:
    """A provider without idempotency is called at most once for a nudge, whatever fails when."""

    def __init__(
        self,
        *,
        claim: Claim,
        send: Callable[[Claimed, Providers, Brand], NativeResult],
        report: ReportOutcome,
        close: CloseNudge,
        settings: NudgeSettingsRows,
        brand: BrandRows,
        meter: Meter,
        clock: Callable[[], int],
    ) -> None:
        self._claim = claim
        self._send = send
        self._report = report
        self._close = close
        self._settings = settings
        self._brand = brand
        self._meter = meter
        self._clock = clock

    def __call__(self, nudge_id: NudgeId) -> None:
        """Send a nudge that is ready; one that does not pass now stays, or ends, with its reason.

        Raises:
            Unavailable, RevisionLost: a nudge that was claimed is `unknown` after `SENDING_MS`.
        """
        # Read before the claim: a fault after it would lose the nudge.
        providers, brand = self._settings.get().providers, self._brand.get()
        claimed = self._claim(nudge_id, state="sending", valid_for_ms=SENDING_MS, route=NATIVE)
        if claimed:
            self._record(nudge_id, self._send(claimed, providers, brand))

    def _record(self, nudge_id: NudgeId, result: NativeResult) -> None:
        now = self._clock()
        if isinstance(result, Sent):
            self._meter.count("nudges_sent")
            self._report(nudge_id, NudgeAnswer("sent", now, _BY))
        elif isinstance(result, Released):
            self._meter.count("nudges_released")
            freed = Freed(now + result.again_after_s * 1000, f"{_BY}: {result.reason}")
            self._report(nudge_id, NudgeAnswer("not_sent", now, _BY), freed=freed)
            if result.opted_out:
                self._report(nudge_id, NudgeAnswer("unsubscribed", now, _BY))
        else:
            self._meter.count("nudges_unknown")
            self._close(nudge_id, f"{_BY}: {result.reason}", recalled=False)
