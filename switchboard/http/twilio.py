"""Twilio's signature: whether a callback really comes from whoever knows our account's token. Pure.

It signs the address that it called and, of a form, each field; of JSON, the address holds the body's digest.
Twilio tells no time, so an old callback sent again is known by being the same call.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qs, urlsplit

from switchboard.http.signatures import is_one_of, signed

HEADER: Final = "x-twilio-signature"
_DIGEST: Final = "bodySHA256"
_PORTS: Final = {"https": 443, "http": 80}
_LONGEST_URL: Final = 4_000


@dataclass(frozen=True, kw_only=True)
class Twilio:
    """What an installation shares with Twilio."""

    tokens: tuple[bytes, ...] = field(default=(), repr=False)
    """Its account's token; two while one is replaced."""
    public_url: str = ""
    """Where Twilio reaches us, up to the path; empty: as the request says."""


def called(account: Twilio, url: str) -> str:
    """Return the address that Twilio called, by that of the request: behind a proxy only we can know it."""
    if not account.public_url:
        return url
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{account.public_url.rstrip('/')}{parts.path}{query}"


def is_form_signed(
    tokens: Sequence[bytes], url: str, fields: Iterable[tuple[str, str]], given: str
) -> bool:
    """Tell whether the fields of a form are as they were signed under one of the tokens."""
    return _is_signed(tokens, url, _joined(fields), given)


def is_json_signed(tokens: Sequence[bytes], url: str, body: bytes, given: str) -> bool:
    """Tell whether a body is the one whose digest stands in an address that was signed."""
    if len(url) > _LONGEST_URL:
        return False
    try:
        told = parse_qs(urlsplit(url).query).get(_DIGEST, [""])[0]
    except ValueError:
        return False
    digest = sha256(body).hexdigest()
    same = hmac.compare_digest(told.lower().encode(errors="replace"), digest.encode())
    return _is_signed(tokens, url, "", given) and same


def _is_signed(tokens: Sequence[bytes], url: str, fields: str, given: str) -> bool:
    expected = (
        b64encode(signed(token, (address + fields).encode(errors="replace"), "sha1")).decode()
        for token in tokens
        for address in _spellings(url)
    )
    return len(url) <= _LONGEST_URL and is_one_of(given, expected)


def _joined(fields: Iterable[tuple[str, str]]) -> str:
    """Return each field once, in the order of names and values."""
    return "".join(name + value for name, value in sorted(set(fields)))


def _spellings(url: str) -> Iterator[str]:
    """Give the address as it is, and with its port written out or left out: proxies change that."""
    yield url
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return
    host = parts.hostname or ""
    if port is None and parts.scheme in _PORTS:
        yield url.replace(parts.netloc, f"{parts.netloc}:{_PORTS[parts.scheme]}", 1)
    elif port is not None:
        yield url.replace(f"{host}:{port}", host, 1)
