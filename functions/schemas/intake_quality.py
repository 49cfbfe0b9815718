"""JSON of intake quality."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from functions.domain.intake_quality import IntakeCounts, Outcome


class FaultResponse(BaseModel):
    """A field that could not be read; of a list every place counts as one, `*`."""

    field: str
    reason: str
    outcome: Outcome = Field(description="warned: the event is kept without it")
    count: int
    example: str = Field(description="the shape of one value: digits as 9, letters as a or A")


class KeyQuality(BaseModel):
    key_id: str
    accepted: int
    warned: int = Field(description="of those, the ones that lost a detail")
    rejected: int
    faults: list[FaultResponse] = Field(description="the most frequent one first")

    @classmethod
    def from_counts(cls, key_id: str, counts: IntakeCounts) -> Self:
        faults = [
            FaultResponse(
                field=key.field,
                reason=key.reason,
                outcome=key.outcome,
                count=found.times,
                example=found.example,
            )
            for key, found in sorted(counts.faults.items(), key=lambda each: -each[1].times)
        ]
        return cls(
            key_id=key_id,
            accepted=counts.accepted,
            warned=counts.warned,
            rejected=counts.rejected,
            faults=faults,
        )


class SharedId(BaseModel):
    """An id that too many share: events are kept, and nothing is linked by it."""

    kind: Literal["customer", "visitor"] = Field(description="visitor: a device, or a card")
    id: str = Field(description="of a card the pseudonym under which it is kept")
    since: int = Field(description="when it was set apart, UTC ms")


class IntakeQualityResponse(BaseModel):
    """The last seven days, each key that sent anything."""

    keys: list[KeyQuality]
    set_apart: list[SharedId] = Field([], description="ids that identify no one, the newest first")
