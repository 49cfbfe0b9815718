"""JSON of errors (RFC 9457)."""

from pydantic import BaseModel, Field


class Fault(BaseModel):
    field: str = Field(description="a dotted path in the caller's own words")
    reason: str


class Problem(BaseModel):
    type: str
    title: str
    status: int
    detail: str = Field(description="what is wrong, and what to do about it")
    errors: list[Fault] = []
