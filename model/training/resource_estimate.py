"""Estimate the memory and the time of a training before it starts."""

from dataclasses import dataclass

from model.settings import TrainingSettings


@dataclass(frozen=True, slots=True)
class LakeSize:
    """Lines read before, bytes of the files to be read, and items of the catalogue."""

    lines: int
    new_packed_bytes: int
    new_plain_bytes: int
    items: int

    @property
    def all_lines(self) -> float:
        """Lines in all; those of new files are estimated, rather too many."""
        return self.lines + self.new_packed_bytes / _PACKED_LINE + self.new_plain_bytes / _LINE


@dataclass(frozen=True, slots=True)
class ResourceEstimate:
    """Peak memory in MiB, and time in seconds."""

    memory_mib: int
    seconds: int


# Measured by `python -m bench.training`: 10 million events took 1,900 MiB, and 114 to 146 CPU
# seconds, the highest on a busy machine; 50 million 7,600 MiB (DuckDB limited to its part of 10
# GiB) and 400 seconds. A third more memory is estimated: what a line takes depends on how many
# people and items there are.
_BASE_MIB = 1_500
_MIB_A_MILLION_LINES = 170
_MIB_A_THOUSAND_ITEMS = 3.0
# CPU seconds; rankers and evaluation ask the serving code a fixed number of queries.
_BASE_S = 90
_S_A_MILLION_LINES = 7
_S_A_MILLION_NEW_LINES = 3
_PACKED_LINE, _LINE = 60, 200
_USUAL_FACTORS = 64
_SPREAD = 0.8
"""The share of the work that more cores shorten."""


def estimate(size: LakeSize, settings: TrainingSettings, *, cores: float) -> ResourceEstimate:
    """Return the resources of a training of a lake, rather too much than too little."""
    millions, thousands = size.all_lines / 1e6, size.items / 1e3
    wide = settings.factors / _USUAL_FACTORS
    memory = _BASE_MIB + millions * _MIB_A_MILLION_LINES + thousands * _MIB_A_THOUSAND_ITEMS * wide
    new = (size.all_lines - size.lines) / 1e6
    work = _BASE_S + millions * _S_A_MILLION_LINES * wide + new * _S_A_MILLION_NEW_LINES
    return ResourceEstimate(round(memory), round(work * (_SPREAD / max(cores, 1) + 1 - _SPREAD)))


def database_mib(memory_mib: int) -> int | None:
    """Return the MiB that DuckDB may use of a limit before it spills to disk; 0 is no limit."""
    return memory_mib * 2 // 5 if memory_mib else None
