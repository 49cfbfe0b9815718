"""JSON of the readiness check."""

from typing import Literal

from pydantic import BaseModel, Field


class StreamProgress(BaseModel):
    """The stream of the same process; on AWS it is a function, and CloudWatch has `IteratorAge`."""

    waiting: int | None = Field(
        description="changes of the Events table that are in no profile and not in the lake yet; "
        "null: some, and the engine cannot count them"
    )
    processed: int = Field(description="changes processed since the start")
    events_per_second: float = Field(description="mean of the last 10 seconds")


class Readiness(BaseModel):
    """`degraded` serves too: without what `broken` names, on what is good."""

    status: Literal["ready", "degraded"]
    instance: str = Field(description="the process that answers; each loads models by itself")
    model_version: str = Field(description="`none`: popular and new items are served")
    snapshot_version: str = Field(description="`empty` before the first one is built")
    broken: dict[str, str] = Field(
        {}, description="what cannot be used, and why: `model`, `snapshot`, `changes`, `rules`"
    )
    stream: StreamProgress | None = Field(None, description="on a laptop only")
    tables: dict[str, int] | None = Field(
        None, description="on a laptop only: events, customers and items, counted once a minute"
    )
