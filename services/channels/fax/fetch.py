"""Fetching a fax from its provider: from hosts that the administrator named, with their credentials, and no other.

How a host is reached is `outward`'s concern; in one's own network only where its address was named itself.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from contextlib import suppress
from ipaddress import ip_network
from typing import Final, NamedTuple, assert_never
from urllib.parse import SplitResult, unquote

from services.channels.limits import Limits
from switchboard.http.outward import (
    PORTS,
    Answered,
    NoAnswer,
    NotAsked,
    Outward,
    Question,
    Told,
    split,
)
from switchboard.http.whereabouts import Private

_OK: Final = 200
_ATTEMPTS: Final = 2
_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class Fetched(NamedTuple):
    """It is here."""

    data: bytes


class NotFetched(NamedTuple):
    """It is not, and why."""

    why: str
    passing: bool = False
    """Whether it may work the next time."""


class Place(NamedTuple):
    """Where documents may be fetched, and what opens the door there."""

    scheme: str
    host: str
    port: int
    authorization: str = ""


class NotAPlace(ValueError):
    """The administrator's mistake; says what would be right."""


def places(written: str) -> Mapping[tuple[str, str, int], Place]:
    """Return the places in a comma-separated list of `https://user:password@host`. Raises NotAPlace.

    `https://:token@host` shows a token instead.
    """
    found = [_place(one.strip()) for one in written.split(",") if one.strip()]
    return {(one.scheme, one.host, one.port): one for one in found}


def _place(written: str) -> Place:
    where = split(written)
    if where is None or not where.hostname or where.scheme not in PORTS:
        raise NotAPlace("write each as https://user:password@host or https://:token@host")
    return Place(where.scheme, where.hostname, _port(where), _authorization(where))


def _port(where: SplitResult) -> int:
    return where.port or PORTS.get(where.scheme, 0)


def _authorization(where: SplitResult) -> str:
    user, password = unquote(where.username or ""), unquote(where.password or "")
    if user:
        return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
    return f"Bearer {password}" if password else ""


class Fetcher:
    """Fetches from the places that were named."""

    def __init__(self, known: Mapping[tuple[str, str, int], Place], limits: Limits) -> None:
        self._known = known
        self._limits = limits
        self._outward = Outward(_addresses(known.values()))

    async def fetch(self, address: str) -> Fetched | NotFetched:
        """Return the document at `address`, or why it can't be had; after a second try where that may help."""
        where = split(address)
        place = where and self._known.get((where.scheme, where.hostname or "", _port(where)))
        if where is None or place is None:
            host = (where and where.hostname) or "an address without a host"
            return NotFetched(f"{host[:100]} is not among the hosts in SWITCHBOARD_FAX_HOSTS")
        answer: Fetched | NotFetched = NotFetched("it was not tried")
        for _ in range(_ATTEMPTS):
            answer = await self._attempt(address, place)
            if isinstance(answer, Fetched) or not answer.passing:
                break
        return answer

    async def _attempt(self, address: str, place: Place) -> Fetched | NotFetched:
        shown = {"Authorization": place.authorization} if place.authorization else {}
        within, most = self._limits.fax_fetch_within, self._limits.fax_bytes
        told = await self._outward.ask(Question("GET", address, shown), within, most)
        return _fetched(told, place, most)


def _fetched(told: Told, place: Place, most: int) -> Fetched | NotFetched:
    match told:
        case Answered(status=status) if status != _OK:
            return NotFetched(f"{place.host} answered {status}", passing=status in _AGAIN)
        case Answered(whole=False):
            return NotFetched(f"what {place.host} sends is larger than {most:,} bytes")
        case Answered(body=data):
            return Fetched(data)
        case NotAsked(why, passing):
            return NotFetched(why, passing)
        case NoAnswer(why):
            return NotFetched(why, passing=True)
        case _:
            assert_never(told)


def _addresses(known: Iterable[Place]) -> Private:
    """Return the addresses among the hosts: named themselves, they may be anywhere."""
    networks = []
    for place in known:
        with suppress(ValueError):
            networks.append(ip_network(place.host))
    return Private(networks=tuple(networks))
