"""Which IP addresses belong to the public internet: a webhook goes to no other."""

import socket
from collections.abc import Sequence
from ipaddress import IPv6Address, IPv6Network, ip_address

# IPv6 forms that carry an IPv4 address, which may be any; no server is reached by them alone.
_CARRIERS = tuple(
    IPv6Network(each)
    for each in (
        "::/96",  # v4-compatible
        "::ffff:0:0/96",  # v4-mapped
        "::ffff:0:0:0/96",  # v4-translated (SIIT)
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64 of a network of its own
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # site-local, of former times
    )
)


def is_address(text: str) -> bool:
    """Whether a host is an IP address in its usual form, and no name."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_public(text: str) -> bool:
    """Whether an IP address, as a resolver writes it, is one that the whole internet reaches."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and any(address in each for each in _CARRIERS):
        return False
    return address.is_global and not address.is_multicast


def is_loopback(text: str) -> bool:
    """Whether an address is this machine's own, in its plain form."""
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses that a name has now, IPv4 first.

    Raises:
        OSError: it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = dict.fromkeys(str(each[4][0]) for each in found)
    return sorted(addresses, key=lambda each: ":" in each)
