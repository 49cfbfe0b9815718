"""Every setting, typed, in one place; on AWS each comes from the environment as `HILO_<NAME>`.

Unknown names are refused: a misspelt setting that is silently ignored is worse than a failure.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from functions.errors import FieldFault, Invalid

_PREFIX = "HILO_"


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    events_table: str = "hilo-events"
    customers_table: str = "hilo-customers"
    catalog_table: str = "hilo-catalog"
    bucket: str = Field("", description="S3 bucket of lake, models and snapshots")
    lake_stream: str = Field("", description="Firehose stream that writes the lake")
    secrets_prefix: str = Field("/hilo", description="SSM path below which signing secrets live")
    dynamodb_endpoint_url: str = Field("", description="another DynamoDB than the region's own")
    aws_endpoint_url: str = Field("", description="the same for S3, Firehose and SSM")
    log_level: str = "INFO"
    work_folder: Path = Field(Path("/tmp/hilo"), description="where artifacts are unpacked")  # noqa: S108 Lambda has no other
    artifact_refresh_s: float = Field(60, gt=0, description="how often a newer model is looked for")
    overlay_refresh_s: float = Field(
        4, ge=0, le=5, description="how old a look at the catalogue's changes may be"
    )
    batch_max_s: float = Field(
        25, gt=0, description="how long one batch of recommendations may take; then a cursor"
    )
    batch_max_bytes: int = Field(
        5_500_000, gt=0, description="how big its answer may be, as text inside JSON; then a cursor"
    )
    key_cache_s: float = Field(60, ge=0, le=60, description="how long a revoked key may still open")
    rules_cache_s: float = Field(60, ge=0, le=60, description="how long a rule may hold unseen")
    diversity: float = Field(0, ge=0, le=1, description="of every list whose caller names none")
    rotation_rate: float = Field(0, ge=0, le=1, description="the same")
    exploration: float = Field(
        0.1, ge=0, le=1, description="share of a person's list that goes to new items"
    )
    rotation_time: int = Field(7_200, ge=1, description="the same; seconds until lists may turn")
    retrain_memory_mib: int = Field(0, ge=0, description="what a training may take; 0 is no bound")
    retrain_seconds: int = Field(0, ge=0, description="how long it may take; 0 is no bound")
    retrain_cores: float = Field(
        0, ge=0, description="cores that it has, to predict its time; 0: as Lambda gives for memory"
    )
    retrain_cluster: str = Field("", description="ECS cluster of trainings too big for Lambda")
    retrain_task: str = Field("", description="their task definition; empty: there is none")
    retrain_subnets: str = Field("", description="ids of their subnets, separated by commas")
    retrain_security_groups: str = Field("", description="and of their security groups")
    training: dict[str, Any] = Field(
        default_factory=dict, description="overrides of model.settings.TrainingSettings"
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """The settings of a Lambda function; an empty variable means the default.

        Raises:
            Invalid: a `HILO_` variable is unknown or has a wrong value.
        """
        # Lambda allows no dot in a name: HILO_TRAINING__FACTORS is training.factors.
        given = {
            name.removeprefix(_PREFIX).lower().replace("__", "."): value
            for name, value in environment.items()
            if name.startswith(_PREFIX) and value
        }
        return cls.from_text(given)

    @classmethod
    def from_text(cls, given: Mapping[str, str], **fixed: Any) -> Self:
        """Settings from `name: text`; `training.<name>` reaches into the training settings."""
        values: dict[str, Any] = {**fixed, "training": {}}
        for name, text in given.items():
            group, _, inner = name.partition(".")
            if inner and group == "training":
                values["training"][inner] = text
            else:
                values[name] = text
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise Invalid(
                *(FieldFault(".".join(map(str, e["loc"])), e["msg"]) for e in error.errors())
            ) from error
