"""Translates pydantic's errors into ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from functions.errors import FieldFault, Invalid


@contextmanager
def faults_named() -> Iterator[None]:
    """Raise `Invalid` with each wrong field for what pydantic refuses in the block."""
    try:
        yield
    except ValidationError as error:
        raise Invalid(
            *(
                FieldFault(".".join(map(str, e["loc"])), e["msg"].removeprefix("Value error, "))
                for e in error.errors()
            )
        ) from error
