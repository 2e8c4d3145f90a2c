"""How often somebody may: a bucket of tokens each, filled again at an even pace. Pure.

Remembers a bounded number of them; whoever came longest ago is forgotten first, and begins with a full bucket.
"""

from collections import OrderedDict
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, NamedTuple

from switchboard.contracts.values import Seconds, UnixSeconds

_MOST: Final = 50_000
_NETWORK_BITS: Final = 64
"""Whoever has one address of IPv6 has them all up to here."""


class Rate(NamedTuple):
    """`at_once` of them in one go, and then one more every `every` seconds."""

    at_once: int
    every: Seconds


class _Bucket(NamedTuple):
    full_at: UnixSeconds
    """When it would be full again, if nobody took anything."""


class Pace:
    """The buckets of all who come, each known by a name: an address, the id of a key."""

    def __init__(self, rate: Rate, most: int = _MOST) -> None:
        self._rate = rate
        self._most = most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, who: str, at: UnixSeconds) -> Seconds:
        """Take one token; return 0, or how long `who` has to wait for one (then none was taken)."""
        every, size = self._rate.every, self._rate.at_once * self._rate.every
        bucket = self._buckets.pop(who, _Bucket(at))
        # A clock that was set back must not lock anybody out for longer than an empty bucket does.
        full_at = min(max(bucket.full_at, at), UnixSeconds(at + size))
        lacking = round(full_at + every - at - size, 3)
        self._buckets[who] = _Bucket(UnixSeconds(full_at + (every if lacking <= 0 else 0)))
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return Seconds(max(lacking, 0.0))


def neighborhood(address: str) -> str:
    """Return what counts as one visitor: an address, or the network that one household of IPv6 has."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    match known:
        case IPv6Address(ipv4_mapped=IPv4Address() as mapped):
            return str(mapped)
        case IPv6Address():
            free = 128 - _NETWORK_BITS
            return f"{IPv6Address(int(known) >> free << free)}/{_NETWORK_BITS}"
        case IPv4Address():
            return str(known)
