"""Work in a process of its own: what it held is the system's again when it ends."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")


def in_own_process(
    work: Callable[Given, Found], *given: Given.args, **named: Given.kwargs
) -> Found:
    """Return what `work` returns, a function of a module; what it raises is raised here."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given, **named).result()
