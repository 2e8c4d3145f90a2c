"""Mail addresses of those we write to, and our own. Pure. What it returns can stand in an envelope as it is."""

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from services.notifier.answers import Answer, Refused, Withheld
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import Identity
from switchboard.identities import NotAnIdentity, mailto

_SCHEME: Final = "mailto:"
_DOT_ATOM: Final = re.compile(r"[^.]+(?:\.[^.]+)*")
"""What needs no quotes (RFC 5322 section 3.2.3), once blanks and specials are out."""


class Mailbox(msgspec.Struct, frozen=True):
    """A mail address that a header and an SMTP command can carry."""

    local: str
    domain: str

    @property
    def spec(self) -> str:
        """Return it as it stands in an envelope, quoted where its local part needs it."""
        local = self.local if _DOT_ATOM.fullmatch(self.local) else f'"{self.local}"'
        return f"{local}@{self.domain}"

    def tagged(self, tag: str) -> "Mailbox":
        """Return the subaddress (RFC 5233) under which answers come back marked."""
        return Mailbox(f"{self.local}+{tag}", self.domain)


class Own(msgspec.Struct, frozen=True):
    """The addresses that are ours: whatever is sent there would come back in at our own door."""

    keys: frozenset[str]

    def holds(self, box: Mailbox) -> bool:
        """Tell whether mail for `box` comes back to us, however it is tagged."""
        return _untagged(box) in self.keys


def own(boxes: Iterable[Mailbox]) -> Own:
    """Return what tells our own addresses from others."""
    return Own(frozenset(_untagged(box) for box in boxes))


def _untagged(box: Mailbox) -> str:
    return identity_key(Identity(f"{_SCHEME}{box.local.partition('+')[0]}@{box.domain}"))


def mailbox(text: str) -> Mailbox:
    """Return the address that `text` spells. Raises NotAnIdentity."""
    local, _, domain = mailto(text).removeprefix(_SCHEME).rpartition("@")
    # An encoded word (RFC 2047) would be read as something else than it says.
    if "=?" in local or not local.isprintable():
        raise NotAnIdentity("not an address that a letter can carry")
    return Mailbox(local, domain)


def recipient(to: Identity, ours: Own) -> Mailbox | Answer:
    """Return where a letter to `to` goes, or why it goes nowhere."""
    if not to.startswith(_SCHEME):
        return Refused(f"there is no way yet to write to a {to.partition(':')[0][:20]}: address")
    try:
        box = mailbox(to.removeprefix(_SCHEME))
    except NotAnIdentity as why:
        return Refused(f"cannot be mailed: {why}")
    return Withheld("the address is our own") if ours.holds(box) else box
