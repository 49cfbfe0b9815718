"""Translates pydantic's errors into ours."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, get_args

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
        raise Invalid(*(fault(each, model=model) for each in error.errors())) from error


def fault(
    error: Mapping[str, Any],
    *,
    prefix: str = "",
    skip: int = 0,
    model: type[BaseModel] | None = None,
) -> FieldFault:
    """Return one of pydantic's errors in our words.

    Args:
        error: as `ValidationError.errors` gives it.
        prefix: stands before the field.
        skip: parts of its location that are left out, such as `query`.
        model: what reads, whose names of fields are known.
    """
    path = error["loc"][skip:] or error["loc"]
    return FieldFault(
        prefix + ".".join(map(str, path)), reason(error, _known_at(model, error["loc"]))
    )


def reason(error: Mapping[str, Any], known: Iterable[str] = ()) -> str:
    """Return what is wrong, without pydantic's words for it."""
    if error["type"] == "missing":
        return "is needed"
    if error["type"] == "extra_forbidden":
        near = nearest(str(error["loc"][-1]), known)
        return f"there is no such field{f'; did you mean {near}?' if near else ''}"
    return re.sub("^should ", "must ", _SUBJECT.sub("", error["msg"]))


def _known_at(model: type[BaseModel] | None, path: Sequence[str | int]) -> Iterable[str]:
    """The names of the fields that stand where the last part of a path does."""
    for part in path[:-1]:
        field = model.model_fields.get(part) if model and isinstance(part, str) else None
        if field is not None:  # else a place in a list, or a name that the sender chose
            model = _model_in(field.annotation)
    return model.model_fields if model else ()


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model in a list, an object or a choice of such."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(each) for each in get_args(annotation))
    return next((each for each in found if each), None)
