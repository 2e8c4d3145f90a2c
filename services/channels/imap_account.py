"""Mailboxes that are read over IMAP: where they are, and how far each was read. Pure."""

import re
from enum import StrEnum
from hashlib import blake2b
from typing import Final, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
from typing_extensions import override

_SHAPE: Final = "write imaps://user:password@host/FOLDER"
_SPLIT: Final = re.compile(r"[\s,]+")


class Tls(StrEnum):
    """How a connection is kept from strangers' eyes; certificates are always checked."""

    AT_ONCE = "at once"
    BEFORE_LOGIN = "before login"
    NEVER = "never"


class Account(NamedTuple):
    """A mailbox and how to get into it."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: Tls

    @property
    def name(self) -> str:
        """What it is called in logs and reasons."""
        return f"{self.user} at {self.host}/{self.folder}"

    @property
    def key(self) -> str:
        """The key under which its position is stored; another password makes no other mailbox."""
        whole = "\n".join((self.host, str(self.port), self.user, self.folder))
        return f"imap/{blake2b(whole.encode(), digest_size=16).hexdigest()}"

    @override
    def __repr__(self) -> str:
        return f"Account({self.name})"


def accounts(text: str) -> tuple[Account, ...]:
    """Return the mailboxes that a setting lists, each once. Raises ValueError, which holds no password."""
    found = [_account(one) for one in _SPLIT.split(text.strip()) if one]
    return tuple({one.key: one for one in found}.values())


def _account(url: str) -> Account:
    """Read `imaps://user:password@host:993/FOLDER`, or `imap://…` with STARTTLS; `?tls=never` goes without."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(f"a mailbox's URL can't be read; {_SHAPE}") from None
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise ValueError(f"a mailbox has a scheme, a user and a host; {_SHAPE}")
    return Account(
        host=parts.hostname,
        port=port or (993 if parts.scheme == "imaps" else 143),
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=_tls(parts.scheme, parse_qs(parts.query).get("tls", ["required"])[0]),
    )


def _tls(scheme: str, wanted: str) -> Tls:
    if scheme == "imaps":
        return Tls.AT_ONCE
    if wanted not in {"required", "never"}:
        raise ValueError("tls= of a mailbox is required or never")
    return Tls.NEVER if wanted == "never" else Tls.BEFORE_LOGIN


class Position(msgspec.Struct, frozen=True):
    """How far a mailbox was read."""

    validity: int
    """Under which numbering: a mailbox that numbers its mails anew says so by it (UIDVALIDITY)."""
    uid: int
    """The last mail that is taken care of."""


_decoder: Final = msgspec.json.Decoder(Position)


def encode(position: Position) -> bytes:
    """Return what is stored."""
    return msgspec.json.encode(position)


def decode(data: bytes, validity: int) -> Position | None:
    """Return the position, if it still counts under this numbering."""
    try:
        position = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return position if position.validity == validity else None
