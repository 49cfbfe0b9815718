"""An executor without threads, so that a seed decides the order of everything."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import Any


class SameThread(Executor):
    """Runs each function at once, in the caller's own thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 the caller reads it from the future
            done.set_exception(error)
        return done

    def map(
        self,
        fn: Callable[..., Any],
        *iterables: Iterable[Any],
        timeout: float | None = None,  # noqa: ARG002 as Executor's
        chunksize: int = 1,  # noqa: ARG002
        **_more: Any,
    ) -> Iterator[Any]:
        return iter([fn(*each) for each in zip(*iterables, strict=False)])
