"""Whom mail may be for, where it is handed over with its recipients. Pure.

We never pass mail on, so whoever is not ours is only refused: he is told at once rather than never answered.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from services.channels.words import one_line
from switchboard.contracts.reference import identity_key
from switchboard.identities import NotAnIdentity, mailto

_LONGEST: Final = 320
NULL: Final = ("", "<>")
"""How the null sender is spelled."""
_POSTMASTER: Final = "postmaster"


class Recipients(NamedTuple):
    """Whose mail is taken: of these addresses, tagged or not, and of whole domains. Empty: everybody's."""

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    def holds(self, address: str) -> bool:
        """Tell whether mail for `address` is taken. The postmaster's always is (RFC 5321 section 4.5.1)."""
        if not self.addresses and not self.domains:
            return True
        local, _, domain = address.rpartition("@")
        if (local or domain).casefold() == _POSTMASTER:
            return True
        try:
            plain = _untagged(address)
        except NotAnIdentity:
            return False
        return plain in self.addresses or plain.rpartition("@")[2] in self.domains


def recipients(addresses: Iterable[str], domains: Iterable[str]) -> Recipients:
    """Return whose mail is taken. Raises NotAnIdentity for what is no address."""
    return Recipients(
        frozenset(map(_untagged, addresses)),
        frozenset(_untagged(f"any@{domain.lstrip('@')}").rpartition("@")[2] for domain in domains),
    )


def _untagged(address: str) -> str:
    local, _, domain = mailto(address).removeprefix("mailto:").rpartition("@")
    bare = local.partition("+")[0]
    return identity_key(mailto(f"{bare or local}@{domain}")).removeprefix("mailto:")


def can_be_written(address: str) -> bool:
    """Tell whether an address of an envelope can stand in a record: characters, in one line, not too long."""
    try:
        address.encode()
    except UnicodeEncodeError:
        return False
    return len(address) <= _LONGEST and one_line(address, _LONGEST) == address
