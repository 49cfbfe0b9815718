"""The threads that requests are computed in.

Those of anyio end with each event of a Lambda function, and starting one costs more than the rest
of a hand-over. A Lambda function has one event at a time: there an event needs no other thread.
"""

from asyncio import get_running_loop
from collections.abc import Callable
from typing import TypeVar

from fastapi import Request

from functions.api.wiring import wiring_for

Found = TypeVar("Found")


async def in_thread(request: Request, work: Callable[[], Found]) -> Found:
    """Return what `work` returns in a thread, while other requests go on; if there are any."""
    threads = wiring_for(request).threads
    return await get_running_loop().run_in_executor(threads, work) if threads else work()
