"""All errors, in one tree.

HiloError
├── Malformed      the bytes are not what the route reads (JSON, UTF-8, gzip)
├── TooLarge       more than a limit allows; says which limit
├── Invalid        well-formed, but a field cannot be so; names each field
├── Unauthorized   no key, or not a key of ours
├── Forbidden      a key, but not for this
├── NotFound       nothing is kept under that name
├── Unavailable    a service we stand on does not answer; the same call may succeed later
└── RevisionLost   another writer was first; recompute and try again

HTTP meets these in one place, `functions/api/problems.py`.
"""

from dataclasses import dataclass


class HiloError(Exception):
    """Base of every error that Hilo raises on purpose."""


class Malformed(HiloError):
    pass


class TooLarge(HiloError):
    pass


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field that cannot be so. `field` is a dotted path in the caller's own words."""

    field: str
    reason: str


class Invalid(HiloError):
    def __init__(self, *faults: FieldFault) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.reason}" for fault in faults))
        self.faults = faults


class Unauthorized(HiloError):
    pass


class Forbidden(HiloError):
    pass


class NotFound(HiloError):
    pass


class Unavailable(HiloError):
    """Raised when a dependency fails in a way that a later try may not meet."""

    retry_after_s = 5


class RevisionLost(HiloError):
    pass
