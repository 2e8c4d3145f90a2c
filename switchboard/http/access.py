"""Who may come in: API keys by their hash, and this machine's own people until the first key exists.

A key is shown once, as `sbk_<key id>_<secret>`; only the SHA-256 of its 256 random bits is kept, in the
directory, so that every instance knows it. Deny by default: a request that proves nothing is refused.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Final, NamedTuple

from starlette.requests import Request

from switchboard.contracts.crockford import encode
from switchboard.contracts.customer import ApiKey
from switchboard.contracts.values import UnixSeconds
from switchboard.directory import Directory
from switchboard.http.meter import Meter
from switchboard.http.problems import FORBIDDEN, UNAUTHORIZED, UNAVAILABLE, Problem

_PREFIX: Final = "sbk"
_SECRET_BYTES: Final = 32
_KEY_ID_SYMBOLS: Final = 12
_OWN_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_FORWARDED: Final = frozenset(
    {
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-proto",
        b"x-real-ip",
        b"via",
    }
)
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="switchboard"'}
LOCAL: Final = "local"
_NOT_YET: Final = "Who may come in is still being read. Send the same request again."


class Scope(StrEnum):
    """What a key may be used for."""

    SUBMIT = "submit"
    READ = "read"
    ACT = "act"


class Entrance(StrEnum):
    """Whom a service lets in without a key."""

    NOBODY = "nobody"
    THIS_MACHINE = "this_machine"
    """Requests from this machine, as long as no key was ever created (the embedded log)."""


class Caller(NamedTuple):
    """Who makes a request, and what they may do."""

    key_id: str
    scopes: frozenset[str]


class IssuedKey(NamedTuple):
    """A new key: what is published, and what is shown once."""

    entry: ApiKey
    shown: str


def make_key(
    name: str, scopes: Sequence[Scope], *, id_bytes: bytes, secret_bytes: bytes, at: UnixSeconds
) -> IssuedKey:
    """Return a new key of 256 random bits, which the caller draws (and at least 8 bytes for its id)."""
    if len(secret_bytes) != _SECRET_BYTES:
        raise ValueError(f"a secret has {_SECRET_BYTES} bytes")
    key_id = encode(int.from_bytes(id_bytes[:8], "big"), _KEY_ID_SYMBOLS).lower()
    secret = urlsafe_b64encode(secret_bytes).decode().rstrip("=")
    entry = ApiKey(
        key_id=key_id,
        name=name,
        scopes=tuple(scopes),
        secret_hash=hashlib.sha256(secret_bytes).hexdigest(),
        created_at=at,
    )
    return IssuedKey(entry, f"{_PREFIX}_{key_id}_{secret}")


class Gate:
    """The one place that decides whether a request comes in."""

    def __init__(
        self, directory: Directory, entrance: Entrance, meter: Meter | None = None
    ) -> None:
        self._directory = directory
        self._entrance = entrance
        self._meter = meter

    def admit(self, request: Request, scope: Scope) -> Caller:
        """Return the caller. Raises Problem 401 (unknown), 403 (known, but not for this), 429, 503 (we don't know yet)."""
        if not self._directory.ready:  # A good key would be refused, and a stranger let in.
            raise Problem(UNAVAILABLE, _NOT_YET, headers={"Retry-After": "2"})
        caller = self._caller(request)
        if scope not in caller.scopes:
            raise Problem(
                FORBIDDEN, f"This key has no scope {scope}. Create one: switchboard keys create."
            )
        return caller

    def refused(self, request: Request) -> None:
        """Count a request that proved nothing. Raises Problem 429 where its address sends too many."""
        if self._meter:
            self._meter.stranger(request)

    def _caller(self, request: Request) -> Caller:
        given = request.headers.get("authorization")
        try:
            caller = self._local(request) if given is None else self._keyed(given)
        except Problem:
            self.refused(request)
            raise
        if self._meter and caller.key_id != LOCAL:
            self._meter.key(caller.key_id)
        return caller

    def _keyed(self, given: str) -> Caller:
        scheme, _, shown = given.partition(" ")
        prefix, _, rest = shown.strip().partition("_")
        key_id, _, secret = rest.partition("_")
        entry = self._directory.api_key(key_id)
        expected = entry.secret_hash if entry and entry.revoked_at is None else ""
        if not hmac.compare_digest(_hash(secret), expected) or (scheme.lower(), prefix) != (
            "bearer",
            _PREFIX,
        ):
            raise Problem(UNAUTHORIZED, "This key is unknown or revoked.", headers=_CHALLENGE)
        return Caller(key_id, frozenset(entry.scopes if entry else ()))

    def _local(self, request: Request) -> Caller:
        if self._entrance is not Entrance.THIS_MACHINE or self._directory.keys_exist:
            raise Problem(
                UNAUTHORIZED, "Send Authorization: Bearer and an API key.", headers=_CHALLENGE
            )
        if not _from_this_machine(request):
            raise Problem(
                FORBIDDEN,
                "Without an API key only this machine comes in, directly: "
                "use http://localhost or http://127.0.0.1, or create a key: switchboard keys create.",
            )
        return Caller(LOCAL, frozenset(Scope))


def _hash(secret: str) -> str:
    try:
        raw = urlsafe_b64decode(secret.encode("utf-8", "replace") + b"=")
    except (NotBase64, ValueError):
        return "-"
    return hashlib.sha256(raw).hexdigest()


def _from_this_machine(request: Request) -> bool:
    """Tell whether nobody stands between: a name that the browser of a stranger's page can't fake (DNS rebinding).

    Nor a neighbor in the network who writes our name into Host: the connection itself comes from here.
    """
    headers = request.headers
    host = headers.get("host", "")
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    origin = headers.get("origin")
    return (
        request.client is not None
        and is_loopback(request.client.host)
        and name.lower() in _OWN_HOSTS
        and _FORWARDED.isdisjoint(header for header, _ in headers.raw)
        and (origin is None or origin.lower() == f"{request.url.scheme}://{host}".lower())
    )


@lru_cache(256)
def is_loopback(address: str) -> bool:
    """Tell whether only this machine can have, or reach, an address."""
    try:
        plain = ip_address(address)
    except ValueError:
        return False
    mapped = plain.ipv4_mapped if isinstance(plain, IPv6Address) else None
    return (mapped or plain).is_loopback


def needs(gate: Gate, scope: Scope) -> Callable[[Request], Awaitable[Caller]]:
    """Return the FastAPI dependency of a route that `scope` opens."""

    # Waits for nothing; but what isn't `async` FastAPI sends to a thread, which costs more than all the rest.
    async def admitted(request: Request) -> Caller:
        return gate.admit(request, scope)

    return admitted
