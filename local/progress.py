"""A progress bar on stderr for each step of a training."""

import sys
from types import TracebackType
from typing import NoReturn, Self

from tqdm import tqdm


class Bars:
    """Called with a step's name and the fraction of it that is done; a new name, a new bar."""

    def __init__(self) -> None:
        self._name: str | None = None
        self._bar: tqdm[NoReturn] | None = None

    def __call__(self, name: str, fraction: float) -> None:
        if name != self._name or self._bar is None:
            self._close()
            self._name, self._bar = name, _bar(name)
        self._bar.update(round(100 * min(max(fraction, 0), 1)) - self._bar.n)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _bar(name: str) -> "tqdm[NoReturn]":
    return tqdm(
        total=100,
        desc=f"{name:<22}",
        file=sys.stderr,
        bar_format="{desc} {percentage:3.0f}% |{bar}| {elapsed}",
        # A file or a log wants a line now and then, not ten a second.
        mininterval=0.1 if sys.stderr.isatty() else 10,
        ascii=not sys.stderr.isatty(),
        ncols=72,
    )
