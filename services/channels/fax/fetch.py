"""Fetching a fax from its provider: from hosts that the administrator named, with their credentials, and no other.

A name is resolved once and the connection goes to that very address; it must be one of the Internet. An
address is reached in one's own network only where it was named itself. No redirect is followed.
"""

import asyncio
import socket
from base64 import b64encode
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

import httpx

from services.channels.limits import Limits
from switchboard.contracts.values import Seconds

_PORTS: Final = {"https": 443, "http": 80}
_OK: Final = 200
_WRAPPING: Final = (IPv6Network("::/96"), IPv6Network("64:ff9b::/96"))
"""Their last four bytes are an address of the old kind."""
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
    where = _split(written)
    if where is None or not where.hostname or where.scheme not in _PORTS:
        raise NotAPlace("write each as https://user:password@host or https://:token@host")
    return Place(where.scheme, where.hostname, _port(where), _authorization(where))


def _split(written: str) -> SplitResult | None:
    try:
        where = urlsplit(written)
        _ = where.port  # It is looked at only now, and may be none.
    except ValueError:
        return None
    return where


def _port(where: SplitResult) -> int:
    return where.port or _PORTS.get(where.scheme, 0)


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

    async def fetch(self, address: str) -> Fetched | NotFetched:
        """Return the document at `address`, or why it can't be had; after a second try where that may help."""
        where = _split(address)
        place = where and self._known.get((where.scheme, where.hostname or "", _port(where)))
        if where is None or place is None:
            host = (where and where.hostname) or "an address without a host"
            return NotFetched(f"{host[:100]} is not among the hosts in SWITCHBOARD_FAX_HOSTS")
        answer: Fetched | NotFetched = NotFetched("it was not tried")
        for _ in range(_ATTEMPTS):
            answer = await self._attempt(where, place)
            if isinstance(answer, Fetched) or not answer.passing:
                break
        return answer

    async def _attempt(self, where: SplitResult, place: Place) -> Fetched | NotFetched:
        within = self._limits.fax_fetch_within
        try:
            async with asyncio.timeout(within):
                address = await _address(place)
                if address is None:
                    return NotFetched(f"{place.host} is not an address on the Internet")
                return await self._get(where, place, address)
        except TimeoutError:
            return NotFetched(f"{place.host} took longer than {within:.0f} seconds", passing=True)
        except OSError:
            return NotFetched(f"{place.host} has no address", passing=True)
        except httpx.HTTPError as fault:
            return NotFetched(
                f"{place.host} can't be reached ({type(fault).__name__})", passing=True
            )
        # Whatever its announcement holds: control characters, half signs.
        except (httpx.InvalidURL, ValueError):
            return NotFetched(f"what is told is no address at {place.host}")

    async def _get(self, where: SplitResult, place: Place, address: str) -> Fetched | NotFetched:
        host = f"[{address}]" if ":" in address else address
        path = (where.path or "/") + (f"?{where.query}" if where.query else "")
        url = f"{place.scheme}://{host}:{place.port}{path}"
        headers = {"Host": where.netloc.rpartition("@")[2], "Accept-Encoding": "identity"}
        if place.authorization:
            headers["Authorization"] = place.authorization
        async with (
            httpx.AsyncClient(
                trust_env=False, timeout=Seconds(self._limits.fax_fetch_within)
            ) as web,
            web.stream(
                "GET", url, headers=headers, extensions={"sni_hostname": place.host}
            ) as answer,
        ):
            if answer.status_code != _OK:
                why = f"{place.host} answered {answer.status_code}"
                return NotFetched(why, passing=answer.status_code in _AGAIN)
            return await self._read(answer, place)

    async def _read(self, answer: httpx.Response, place: Place) -> Fetched | NotFetched:
        data = bytearray()
        async for chunk in answer.aiter_raw():
            data += chunk
            if len(data) > self._limits.fax_bytes:
                most = f"{self._limits.fax_bytes:,} bytes"
                return NotFetched(f"what {place.host} sends is larger than {most}")
        return Fetched(bytes(data))


async def _address(place: Place) -> str | None:
    """Return the one address that is used; None where it is not one of the Internet. Raises OSError."""
    try:
        return str(ip_address(place.host))  # Named itself: wherever it is.
    except ValueError:
        pass
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    address = str(found[0][4][0])
    return address if is_of_the_internet(address) else None


def is_of_the_internet(address: str) -> bool:
    """Tell whether an address is public, whatever it is wrapped into."""
    try:
        plain = ip_address(address)
    except ValueError:
        return False
    return all(_is_public(one) for one in (plain, *_wrapped(plain)))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    site = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not address.is_multicast and not site


def _wrapped(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    tunnel = address.teredo or ()
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    in_its_end = (last,) if any(address in network for network in _WRAPPING) else ()
    known = (address.ipv4_mapped, address.sixtofour, *tunnel, *in_its_end)
    return [one for one in known if one is not None]
