"""What is said of a mail in a mailbox: what it is known by, and why it can't be taken in as it is. Pure."""

import re
from typing import Final

from services.channels.addresses import addresses
from services.channels.originals import Envelope
from switchboard.contracts.values import UnixSeconds

_FROM: Final = re.compile(rb"^from:((?:[^\r\n]|\r?\n[ \t]){0,2000})", re.IGNORECASE | re.MULTILINE)


def source_of(at: UnixSeconds) -> str:
    """Return what a mail without Message-ID is known by: with its words, the moment at which its mailbox got it.

    Not its number: a mailbox that is moved to another server numbers its mails anew.
    """
    return f"imap:{at:.0f}"


def beyond(size: int, most: int, where: str) -> str:
    """Return why a mail is too large."""
    return f"the mail is larger than what is fetched ({size:,} of at most {most:,} bytes); it lies in {where}"


def never_came(where: str) -> str:
    """Return why a mail was given up."""
    return f"the mailbox breaks off when the mail is fetched; it lies in {where}"


def envelope_of(head: bytes) -> Envelope:
    """Return who says that he wrote a mail of which only the head is here."""
    found = _FROM.search(head)
    raw = found[1].decode("utf-8", "surrogateescape") if found else ""
    author = next(iter(addresses(raw, 1)), None)
    return Envelope(sender=_written(author.address) if author else None)


def _written(address: str) -> str | None:
    try:
        address.encode()
    except UnicodeEncodeError:
        return None
    return address[:320]
