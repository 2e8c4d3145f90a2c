"""Who knocks: the address of a visitor, also behind proxies that we trust; and where their request came from. Pure."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias
from urllib.parse import urlsplit

Network: TypeAlias = IPv4Network | IPv6Network

_MOST_HOPS: Final = 20
_OWN_PAGE: Final = frozenset({"same-origin", "none"})


def networks(text: str) -> tuple[Network, ...]:
    """Return the networks (or single addresses) that a comma-separated list names. Raises ValueError."""
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """Return whose request it is: the last in `X-Forwarded-For` whom one of our own proxies saw.

    Whatever stands before that, the visitor may have written; without trusted proxies all of it.
    """
    hops = [_bare(one.strip()) for one in forwarded_for.split(",")[-_MOST_HOPS:]]
    while hops and _known(hops[-1]) and _is_in(peer, trusted):
        peer = hops.pop()
    return peer


def _bare(hop: str) -> str:
    """Return an address without the port that some proxies put behind it."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _known(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_in(text: str, trusted: Sequence[Network]) -> bool:
    known = _known(text)
    mapped = known.ipv4_mapped if isinstance(known, IPv6Address) else None
    plain = mapped or known
    return plain is not None and any(plain in network for network in trusted)


def from_own_page(headers: Mapping[str, str]) -> bool:
    """Tell whether a page of this very server made the browser send this; also where no browser did.

    Browsers say so themselves (Fetch Metadata); those that don't tell the page's origin at least.
    """
    if (site := headers.get("sec-fetch-site")) is not None:
        return site in _OWN_PAGE
    if (origin := headers.get("origin")) is None:
        return True
    try:
        named = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(named) and named.lower() == headers.get("host", "").lower()
