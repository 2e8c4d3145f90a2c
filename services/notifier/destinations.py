"""Destinations: what a strategy calls by a name and the settings hold, since it needs a secret. Pure.

Messages here name a destination and never show what stands behind it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from services.notifier.address import mailbox
from switchboard.http.standard_webhooks import secret
from switchboard.http.whereabouts import NOWHERE, Private
from switchboard.identities import NotAnIdentity

MOST_SECRETS: Final = 5
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_NEXT: Final = re.compile(r",(?=\s*[a-z0-9][a-z0-9_-]{0,62}=[a-z][a-z0-9+.-]*:)")
"""A comma that begins another destination: addresses have commas, too."""


@dataclass(frozen=True)
class Hook:
    """A system that is told by signed requests."""

    url: str = field(repr=False)
    secrets: tuple[bytes, ...] = field(repr=False)
    """The newest first; while one is replaced, all of them sign."""


@dataclass(frozen=True)
class Mailto:
    """A mail address."""

    address: str


@dataclass(frozen=True)
class Chat:
    """Whatever else staff have: a channel, a pager, a telephone's notifications."""

    url: str = field(repr=False)


Destination = Hook | Mailto | Chat
Destinations = Mapping[str, Destination]


class NotADestination(ValueError):
    """The administrator's mistake; says what would be right, and no secret."""


def destinations(
    written: str, private: Private = NOWHERE, own_secrets: tuple[bytes, ...] = ()
) -> Destinations:
    """Return the destinations in lines, or comma-separated: `NAME=URL`. Raises NotADestination.

    `https://host/path#whsec_…` is a signed webhook (a second secret behind `;`), without a secret signed
    with `own_secrets`; `mailto:` a mail address; everything else what Apprise calls a service.
    """
    found: dict[str, Destination] = {}
    for one in _parts(written):
        name, equals, url = one.partition("=")
        if not equals or not _NAME.fullmatch(name.strip()):
            raise NotADestination(
                "write each as NAME=URL, its name in small letters, digits, - and _"
            )
        if name.strip() in found:
            raise NotADestination(f"{name.strip()} is there twice")
        try:
            found[name.strip()] = _destination(url.strip(), private, own_secrets)
        except NotADestination as why:
            raise NotADestination(f"{name.strip()}: {why}") from None
    return found


def secrets_in(written: str, between: str = ",") -> tuple[bytes, ...]:
    """Return the secrets of webhooks. Raises NotADestination for what is none, without showing it."""
    parts = [one.strip() for one in written.split(between) if one.strip()]
    if len(parts) > MOST_SECRETS:
        raise NotADestination(f"at most {MOST_SECRETS} secrets sign a webhook")
    try:
        return tuple(secret(one) for one in parts)
    except ValueError as why:
        raise NotADestination(
            f"{why}; make one with: echo whsec_$(openssl rand -base64 32)"
        ) from None


def _parts(written: str) -> Iterator[str]:
    lines = written.splitlines() if "\n" in written.strip() else _NEXT.split(written)
    return (line.strip() for line in lines if line.strip() and not line.strip().startswith("#"))


def _destination(url: str, private: Private, own_secrets: tuple[bytes, ...]) -> Destination:
    scheme = url.partition(":")[0].lower()
    if scheme in {"https", "http"}:
        return _hook(url, private, own_secrets)
    if scheme == "mailto":
        return _mailto(url)
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*://\S+", url, re.IGNORECASE):
        raise NotADestination("write https://…#whsec_…, mailto:… or the URL of a chat or pager")
    return Chat(url)


def _hook(url: str, private: Private, own_secrets: tuple[bytes, ...]) -> Hook:
    bare, _, fragment = url.partition("#")
    host = host_of(bare)
    if not host:
        raise NotADestination("this is no address of a web server")
    if bare.startswith("http:") and not (private.names(host) or private.holds(host)):
        raise NotADestination("write https: http goes only to SWITCHBOARD_PRIVATE_HOSTS")
    secrets = secrets_in(fragment, ";") or own_secrets
    if not secrets:
        raise NotADestination(
            "a webhook is signed: write its secret behind it, as #whsec_…, or set SWITCHBOARD_HOOK_SECRET"
        )
    return Hook(bare, secrets)


def _mailto(url: str) -> Mailto:
    try:
        return Mailto(mailbox(url.partition(":")[2]).spec)
    except NotAnIdentity as why:
        raise NotADestination(f"this can't be mailed: {why}") from None


def host_of(url: str) -> str:
    """Return the host of an address of the web, without its login; empty: it has none."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return ""
    return parts.hostname or ""
