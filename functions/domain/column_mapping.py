"""Which column of a file holds which field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Kind = Literal["orders", "items", "customers", "events"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Columns by field; `constants` are fields with one value for the whole file."""

    kind: Kind
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    day_first: bool = True
    """Whether 1/2/2025 is the first of February."""
