"""Where an address of the network lies: on the Internet, or in somebody's own network, however it is wrapped. Pure."""

from collections.abc import Iterator
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final, NamedTuple

_WRAPPING: Final = (
    IPv6Network("::/96"),
    IPv6Network("::ffff:0:0:0/96"),
    IPv6Network("64:ff9b::/96"),
    IPv6Network("64:ff9b:1::/48"),
)
"""Their last four bytes are an address of the old kind (RFC 4291, RFC 2765, RFC 6052, RFC 8215)."""

_OURS: Final = (IPv4Network("192.0.0.0/24"), IPv6Network("64:ff9b:1::/48"))
"""Not for the Internet (RFC 6890, RFC 8215), whatever a Python says: clouds have metadata in the first."""


class Private(NamedTuple):
    """What of our own network may be reached, as an administrator has named it."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def names(self, host: str) -> bool:
        """Tell whether a host is named itself: wherever it is."""
        return host.lower() in self.hosts

    def holds(self, address: str) -> bool:
        """Tell whether an address lies in a network that is named."""
        try:
            plain = ip_address(address)
        except ValueError:
            return False
        return any(one in network for network in self.networks for one in (plain, *_mapped(plain)))


NOWHERE: Final = Private()


def private(written: str) -> Private:
    """Return the comma-separated hosts, addresses and networks. Raises ValueError for what is none of them."""
    hosts, networks = set[str](), list[IPv4Network | IPv6Network]()
    for one in filter(None, (part.strip() for part in written.split(","))):
        try:
            networks.append(ip_network(one.strip("[]")))
        except ValueError:
            hosts.add(_host(one))
    return Private(frozenset(hosts), tuple(networks))


def _host(written: str) -> str:
    name = written.lower()
    if not name.replace("-", "a").replace(".", "a").replace("_", "a").isalnum() or len(name) > 253:  # noqa: PLR2004  (RFC 1035)
        raise ValueError(f"{written[:100]} is no host, address or network")
    return name


def is_of_the_internet(address: str) -> bool:
    """Tell whether an address is public, whatever it is wrapped into."""
    try:
        plain = ip_address(address)
    except ValueError:
        return False
    return all(_is_public(one) for one in (plain, *_wrapped(plain)))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    site = isinstance(address, IPv6Address) and address.is_site_local
    ours = site or any(address in network for network in _OURS)
    return address.is_global and not address.is_multicast and not ours


def _wrapped(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    if isinstance(address, IPv4Address):
        return
    if any(address in network for network in _WRAPPING):
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    if address.sixtofour:
        yield address.sixtofour
    yield from address.teredo or ()
    yield from _mapped(address)


def _mapped(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        yield address.ipv4_mapped
