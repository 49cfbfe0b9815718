"""The threads that requests are computed in.

Those of anyio end with each event of a Lambda function, and starting one costs more than the rest
of a hand-over.
"""

from asyncio import get_running_loop
from collections.abc import Callable
from typing import TypeVar

from fastapi import Request

from functions.api.wiring import wiring_for

Found = TypeVar("Found")


async def in_thread(request: Request, work: Callable[[], Found]) -> Found:
    """Return what `work` returns in a thread, while other requests go on."""
    return await get_running_loop().run_in_executor(wiring_for(request).threads, work)
