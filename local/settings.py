"""`--set KEY=VALUE`: the settings of the functions, and those of the laptop alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from functions.domain.spelling import nearest
from functions.errors import FieldFault, Invalid
from functions.schemas.faults import fault
from functions.settings import Settings
from model.settings import TrainingSettings

# These name things of a cloud account; a laptop has a folder instead.
CLOUD_ONLY = frozenset(
    {"bucket", "sweeps_topic", "lake_stream", "secrets_prefix", "aws_endpoint_url", "stack"}
)
TRAINING = "training"
# A laptop has one process, whose looks cost nothing: what changes holds within two seconds.
SOON = {"artifact_refresh_s": 1, "rules_cache_s": 2, "key_cache_s": 2}


class LaptopSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    retrain_every_s: float = Field(3600, gt=0, description="how often a new model is trained")
    engine: Literal["auto", "embedded", "memory", "dynamodb-local"] = Field(
        "auto",
        description="the DynamoDB to run on; auto is the embedded one, or an endpoint if set; "
        "memory is the embedded one, which then forgets its tables at the end",
    )


def parse(pairs: Sequence[str], data: Path) -> tuple[Settings, LaptopSettings]:
    """Both kinds of settings from `KEY=VALUE` words, for a laptop that keeps things in `data`.

    Raises:
        Invalid: a name that does not exist, or a value that cannot be; the message lists the names.
    """
    given = dict(map(_split, pairs))
    own = {name: given.pop(name) for name in LaptopSettings.model_fields if name in given}
    training = {
        name.removeprefix(f"{TRAINING}."): _structured(name, given.pop(name))
        for name in list(given)
        if name.startswith(f"{TRAINING}.")
    }
    unknown = [name for name in given if name not in _functions_settings()]
    if unknown:
        raise Invalid(*(FieldFault(name, _unknown(name)) for name in unknown))
    _check_training(training)
    defaults: dict[str, Any] = {**SOON, "work_folder": data / "work"}
    try:
        settings = Settings.model_validate({**defaults, **given, TRAINING: training})
        return settings, LaptopSettings.model_validate(own)
    except ValidationError as error:
        raise Invalid(*_faults(error)) from error


def names() -> dict[str, str]:
    """Every name that `--set` takes, with its default and meaning."""
    models = (*LaptopSettings.model_fields.items(), *_functions_settings().items())
    found = {name: f"{field.default}  {field.description or ''}".strip() for name, field in models}
    defaults = TrainingSettings().as_dict()
    return found | {f"{TRAINING}.{name}": json.dumps(value) for name, value in defaults.items()}


def _functions_settings() -> Mapping[str, Any]:
    hidden = CLOUD_ONLY | {TRAINING}
    return {name: f for name, f in Settings.model_fields.items() if name not in hidden}


def _split(pair: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not equals or not name:
        raise Invalid(FieldFault(pair, "--set takes KEY=VALUE"))
    return name, value


def _structured(name: str, text: str) -> Any:
    """A mapping, like the weights, is written as JSON."""
    if not text.startswith("{"):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise Invalid(FieldFault(name, f"is not JSON: {error}")) from error


def _check_training(given: Mapping[str, Any]) -> None:
    known = {field.name for field in fields(TrainingSettings)}
    unknown = [f"{TRAINING}.{name}" for name in given if name not in known]
    if unknown:
        raise Invalid(*(FieldFault(name, _unknown(name)) for name in unknown))
    try:
        TypeAdapter(TrainingSettings).validate_python(dict(given))
    except ValidationError as error:
        raise Invalid(*_faults(error, f"{TRAINING}.")) from error


def _faults(error: ValidationError, prefix: str = "") -> list[FieldFault]:
    return [fault(each, prefix=prefix) for each in error.errors()]


def _unknown(name: str) -> str:
    if name in CLOUD_ONLY:
        return "means something on AWS only; a laptop keeps everything in its data folder"
    near = nearest(name, names())
    return f"there is no such setting{f'; did you mean {near}?' if near else ''}"
