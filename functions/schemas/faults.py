"""Translates pydantic's errors into ours."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel, ValidationError

from functions.domain.spelling import nearest
from functions.errors import FieldFault, Invalid

_SUBJECT = re.compile("^(Value error, |(Input|String|List|Dictionary|Value|Data) (?=should ))")


@contextmanager
def faults_named(model: type[BaseModel] | None = None) -> Iterator[None]:
    """Raise `Invalid` with each wrong field for what pydantic refuses in the block.

    With the `model` that reads, a field that it does not know is answered with the nearest one.
    """
    try:
        yield
    except ValidationError as error:
        known = model.model_fields if model else ()
        raise Invalid(*(fault(each, known=known) for each in error.errors())) from error


def fault(
    error: Mapping[str, Any], *, prefix: str = "", skip: int = 0, known: Iterable[str] = ()
) -> FieldFault:
    """Return one of pydantic's errors in our words.

    Args:
        error: as `ValidationError.errors` gives it.
        prefix: stands before the field.
        skip: parts of its location that are left out, such as `query`.
        known: the names of the model's fields.
    """
    path = error["loc"][skip:] or error["loc"]
    return FieldFault(prefix + ".".join(map(str, path)), reason(error, known))


def reason(error: Mapping[str, Any], known: Iterable[str] = ()) -> str:
    """Return what is wrong, without pydantic's words for it."""
    if error["type"] == "missing":
        return "is needed"
    if error["type"] == "extra_forbidden":
        near = nearest(str(error["loc"][-1]), known) if len(error["loc"]) == 1 else None
        return f"there is no such field{f'; did you mean {near}?' if near else ''}"
    return re.sub("^should ", "must ", _SUBJECT.sub("", error["msg"]))
