"""How large a file that is uploaded may be, packed and unpacked.

A file of some megabytes may unpack to more than any disk holds. It is refused with the reason, as
three runs that end without disk or time say nothing to the shop.
"""

from dataclasses import dataclass

MAX_FILE_BYTES = 2_000_000_000
"""What a run can fetch and cut with time and disk to spare; gzip counts as sent."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Bytes of a file once it is unpacked: of one that is read through, of one written to disk."""

    read: int
    written: int


# Exports of shops pack to a tenth at best; a run's disk holds five uploads, and needs two of them.
UPLOADED = Unpacked(read=10 * MAX_FILE_BYTES, written=3 * MAX_FILE_BYTES)
