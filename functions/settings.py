"""Every setting, typed, in one place; on AWS each comes from the environment as `HILO_<NAME>`.

Unknown names are refused: a misspelt setting that is silently ignored is worse than a failure.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from functions.errors import FieldFault, Invalid

_PREFIX = "HILO_"


def _rates(value: Any) -> Any:
    """Rates by currency, out of a text like `USD=0.92,GBP=1.17`."""
    if not isinstance(value, str):
        return value
    pairs = (part.partition("=") for part in value.split(",") if part.strip())
    return {name.strip(): rate.strip() for name, _, rate in pairs}


Rates = Annotated[
    dict[Annotated[str, Field(pattern="^[A-Z]{3}$")], Annotated[Decimal, Field(gt=0)]],
    BeforeValidator(_rates),
]


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    events_table: str = "hilo-events"
    customers_table: str = "hilo-customers"
    catalog_table: str = "hilo-catalog"
    bucket: str = Field("", description="S3 bucket of lake, models and snapshots")
    lake_stream: str = Field("", description="Firehose stream that writes the lake")
    restock_queue_url: str = Field("", description="SQS queue of restock waves")
    sweeps_topic: str = Field("", description="ARN of the SNS topic of shards to sweep")
    delivery_queue_url: str = Field("", description="SQS queue of nudges and events to deliver")
    failed_runs_url: str = Field("", description="SQS queue of runs that failed")
    bus_name: str = Field("", description="EventBridge bus of the endpoint `bus`")
    api_url: str = Field("", description="where links of messages begin, unless the brand says")
    feedback_topic: str = Field("", description="ARN of the SNS topic of what providers report")
    secrets_prefix: str = Field("/hilo", description="SSM path below which signing secrets live")
    dynamodb_endpoint_url: str = Field(
        "", description="endpoint of DynamoDB; default: that of the region"
    )
    aws_endpoint_url: str = Field("", description="endpoint of S3, Firehose, SSM and ECS")
    stack: str = Field("hilo", description="name of the stack, by which its metrics are told apart")
    log_level: str = "INFO"
    currency: str = Field("", pattern="^([A-Z]{3})?$", description="the store's currency, ISO 4217")
    currency_rates: Rates = Field(
        {}, description="what a unit of other currencies is worth in it: USD=0.92,GBP=1.17"
    )
    work_folder: Path = Field(Path("/tmp/hilo"), description="folder for downloaded artifacts")  # noqa: S108 Lambda has no other
    artifact_refresh_s: float = Field(
        60, gt=0, description="seconds between checks for a newer model or snapshot"
    )
    overlay_refresh_s: float = Field(
        4, ge=0, le=5, description="seconds for which changes of the catalogue are cached"
    )
    batch_max_s: float = Field(
        25, gt=0, description="longest time of one batch of recommendations; then a cursor"
    )
    batch_max_bytes: int = Field(
        5_500_000, gt=0, description="largest answer of a batch, as text inside JSON; then a cursor"
    )
    key_cache_s: float = Field(
        60, ge=0, le=60, description="seconds for which an access key is cached"
    )
    rules_cache_s: float = Field(60, ge=0, le=60, description="seconds for which rules are cached")
    shared_id_devices: int = Field(
        50, ge=2, le=50, description="devices in a day that may share an id; more set it apart"
    )
    diversity: float = Field(0, ge=0, le=1, description="default diversity of a list, 0 to 1")
    rotation_rate: float = Field(0, ge=0, le=1, description="default rotation rate, 0 to 1")
    exploration: float = Field(
        0.1, ge=0, le=1, description="share of a person's list that goes to new items"
    )
    rotation_time: int = Field(
        7_200, ge=1, description="default seconds between rotations of a list"
    )
    retrain_memory_mib: int = Field(0, ge=0, description="memory of a training; 0: no limit")
    retrain_seconds: int = Field(0, ge=0, description="longest time of a training; 0: no limit")
    retrain_cores: float = Field(
        0, ge=0, description="cores of a training; 0: as many as Lambda gives for its memory"
    )
    retrain_cluster: str = Field(
        "", description="ECS cluster for trainings that are too big for Lambda"
    )
    retrain_task: str = Field("", description="ECS task definition of these trainings; empty: none")
    retrain_subnets: str = Field("", description="ids of the tasks' subnets, separated by commas")
    retrain_security_groups: str = Field(
        "", description="ids of the tasks' security groups, separated by commas"
    )
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
                *(
                    FieldFault(
                        ".".join(map(str, e["loc"])), e["msg"].replace("Input should ", "must ")
                    )
                    for e in error.errors()
                )
            ) from error
