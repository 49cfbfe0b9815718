"""JSON of the settings that Segment's libraries read before they send events.

The shape is `CDNSettings` of @segment/analytics-next, `Settings` of the mobile ones; the names are
theirs.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class SegmentIo(BaseModel):
    """The one destination there is: ourselves. `apiHost` is host, port and path, without scheme."""

    model_config = ConfigDict(populate_by_name=True)

    api_key: Annotated[str, Field(alias="apiKey")]
    api_host: Annotated[str, Field(alias="apiHost")]
    protocol: Literal["http", "https"]
    # Names of Segment's other destinations on every event: bytes that say nothing here.
    add_bundled_metadata: Annotated[bool, Field(alias="addBundledMetadata")] = False


class Integrations(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    segment_io: Annotated[SegmentIo, Field(alias="Segment.io")]


class Metrics(BaseModel):
    """What a library reports to Segment about its own health: nothing."""

    model_config = ConfigDict(populate_by_name=True)

    sample_rate: Annotated[float, Field(alias="sampleRate")] = 0


class ProjectSettings(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    integrations: Integrations
    metrics: Metrics = Metrics()
    remote_plugins: Annotated[list[str], Field(alias="remotePlugins")] = []
