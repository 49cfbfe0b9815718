"""The listening socket of the laptop."""

import socket
from contextlib import closing

from local.http import listen


def test_answers_on_a_kept_connection_are_not_held_back() -> None:
    """asyncio turns Nagle's algorithm off for sockets whose protocol is TCP by name."""
    with closing(listen(0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP
