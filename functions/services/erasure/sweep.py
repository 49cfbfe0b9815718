"""Delete from the lake and the failure files what erasures deleted from the tables.

It runs before each training. Files are rewritten one by one, as a whole, under their own names: a
sweep that was stopped half-way starts again, and clean files stay as they are. The compacted parts
are deleted before the first of their files is rewritten: the next training reads it anew.
"""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from functions.ports import lake
from functions.ports.blobs import Blobs
from functions.services.erasure import failure_files, lake_files
from functions.services.erasure.erasure_filter import ErasureFilter
from functions.services.erasure.lake_files import Unreadable
from functions.services.erasure.pending import Pending, PendingErasures
from functions.services.people.erasures import PersonDigest

logger = logging.getLogger(__name__)

# Where what failed for good is kept: Firehose's, the stream's on AWS, the stream's on a laptop.
FAILURES = ("failures/", "aws/lambda/")
# A line may stand in the file of the hour before: the clocks of the services differ a little.
_BEFORE_MS = 3_600_000
Clean = Callable[[bytes], bytes | None]


class Sweep:
    def __init__(self, blobs: Blobs, person_digest: PersonDigest, clock: Callable[[], int]) -> None:
        self._blobs = blobs
        self._person_digest = person_digest
        self._clock = clock
        self._pending = PendingErasures(blobs)

    def __call__(self) -> int:
        """Rewrite every file that holds events of erased persons; return the number of them.

        Raises:
            Unavailable: it did not come to its end; sweeping again starts anew.
        """
        pending = dict(self._pending.all())
        if not pending:
            return 0
        began = self._clock()
        forgotten = ErasureFilter(pending.values(), self._person_digest)
        rewritten = self._sweep_lake(forgotten, _first_file(pending.values()))
        for prefix in FAILURES:
            for key in list(self._blobs.keys(prefix)):
                rewritten += self._rewrite(key, partial(failure_files.cleaned, forgotten=forgotten))
        for name, each in pending.items():
            self._pending.swept(name, each, at=began)
        logger.info("%d erasures made %d files be rewritten", len(pending), rewritten)
        return rewritten

    def _sweep_lake(self, forgotten: ErasureFilter, first: str) -> int:
        keys = [key for key in self._blobs.keys(lake.PREFIX) if key >= first]
        return sum(
            self._rewrite(key, partial(lake_files.cleaned, key, forgotten=forgotten))
            for key in keys
        )

    def _rewrite(self, key: str, clean: Clean) -> bool:
        try:
            after = clean(self._blobs.read(key))
        except Unreadable as error:
            logger.warning("%s is damaged and stays as it is: %s", key, error)
            return False
        if after is None:
            return False
        if key.startswith(lake.PREFIX):
            self._drop_compacted()
        if after:
            self._blobs.write(key, after)
        else:
            self._blobs.delete(key)
        return True

    def _drop_compacted(self) -> None:
        for key in list(self._blobs.keys(lake.COMPACTED)):
            self._blobs.delete(key)


def _first_file(pending: Iterable[Pending]) -> str:
    """Once the whole lake was swept, only what may have arrived since is looked at again."""
    listed = list(pending)
    if any(each.swept_at is None for each in listed):
        return ""
    return lake.partition(min(each.erased_at for each in listed) - _BEFORE_MS)
