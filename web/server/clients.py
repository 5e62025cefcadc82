"""Which client a connection or a request is from, for limits: an IPv4 address, or the network of an IPv6 address."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

IPV6_NETWORK_BITS = 64
"""One subscriber usually has a network of this size, so all its addresses are one client."""


@lru_cache(4_096)
def client_of(address: str) -> str:
    """Return the client of an IP address; any other text unchanged."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    host_bits = 128 - IPV6_NETWORK_BITS
    return f"{IPv6Address(int(parsed) >> host_bits << host_bits)}/{IPV6_NETWORK_BITS}"


def forwarded_client(headers: Mapping[str, str]) -> str:
    """Return the client that the nearest proxy names in X-Forwarded-For; "" if it names none.

    The keys of ``headers`` are in upper case with underscores, as waitress has them.
    """
    return client_of(headers.get("X_FORWARDED_FOR", "").rpartition(",")[2].strip().strip('"[]'))
