"""Translates errors of a disk into ours."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from functions.errors import Unavailable

# What may be over later, or once an operator has made room: nothing is wrong with the call.
_PASSING = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EIO,
        errno.EROFS,
        errno.EACCES,
        errno.EPERM,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
    }
)


@contextmanager
def disk_faults() -> Iterator[None]:
    """Raise `Unavailable` for a disk that is full, broken or closed to us; the rest passes."""
    try:
        yield
    except OSError as error:
        if error.errno in _PASSING:
            raise Unavailable(
                f"the disk does not answer: {errno.errorcode[error.errno]}"
            ) from error
        raise
