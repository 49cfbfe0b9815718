"""How much memory and time a training takes, told before it begins."""

from dataclasses import dataclass

from model.settings import TrainingSettings


@dataclass(frozen=True, slots=True)
class Size:
    """Of a lake: lines read before, bytes of the files to be read, items of the catalogue."""

    lines: int
    new_packed_bytes: int
    new_plain_bytes: int
    items: int

    @property
    def all_lines(self) -> float:
        """Lines in all; those of new files are guessed, rather too many."""
        return self.lines + self.new_packed_bytes / _PACKED_LINE + self.new_plain_bytes / _LINE


@dataclass(frozen=True, slots=True)
class Need:
    """Peak memory in MiB, and seconds on so many cores."""

    memory_mib: int
    seconds: int


# Measured by `python -m bench.training`: 10 million events took 1,900 MiB, and 114 to 146 CPU
# seconds, the most of a busy machine; 50 million 7,600 MiB (DuckDB held to its part of 10 GiB) and
# 400 seconds. A third more memory is asked for: what a line takes depends on how many people and
# items there are.
_BASE_MIB = 1_500
_MIB_A_MILLION_LINES = 170
_MIB_A_THOUSAND_ITEMS = 3.0
# CPU seconds: fixed is what the ranker and the measuring ask of the serving code.
_BASE_S = 90
_S_A_MILLION_LINES = 7
_S_A_MILLION_NEW_LINES = 3
_PACKED_LINE, _LINE = 60, 200
_USUAL_FACTORS = 64
_SPREAD = 0.8
"""Share of the work that more cores than one shorten."""


def needed(size: Size, settings: TrainingSettings, *, cores: float) -> Need:
    """Return what a training of a lake of this size will take, rather too much than too little."""
    millions, thousands = size.all_lines / 1e6, size.items / 1e3
    wide = settings.factors / _USUAL_FACTORS
    memory = _BASE_MIB + millions * _MIB_A_MILLION_LINES + thousands * _MIB_A_THOUSAND_ITEMS * wide
    new = (size.all_lines - size.lines) / 1e6
    work = _BASE_S + millions * _S_A_MILLION_LINES * wide + new * _S_A_MILLION_NEW_LINES
    return Need(round(memory), round(work * (_SPREAD / max(cores, 1) + 1 - _SPREAD)))


def database_mib(memory_mib: int) -> int | None:
    """Return what DuckDB may take of a bounded memory before it goes on on disk; 0 is no bound."""
    return memory_mib * 2 // 5 if memory_mib else None
