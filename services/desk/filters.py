"""What may be asked of the list of cases, and where a page goes on. Pure.

Pages are in the order of opening, the newest first, which no later event changes: so nothing is shown twice
and nothing is left out while cases move on between two pages. The queue is in the order in which cases are to
be answered, as they stand when its page is asked for.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from switchboard.contracts.reference import identity_key, parse_reference
from switchboard.contracts.values import (
    Identity,
    Kind,
    Priority,
    Reference,
    Status,
    UnixSeconds,
)

MAX_PAGE: Final = 200
_LONGEST_CURSOR: Final = 100
_SCHEMES: Final = ("customer:", "mailto:", "tel:", "fax:")


class Sort(StrEnum):
    """In which order cases are listed."""

    NEWEST = "newest"
    QUEUE = "queue"
    """The most urgent first; of equal ones, what is late longest, then what falls due next, then what promises nothing."""


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which cases are meant; None asks nothing."""

    department: str | None = None
    assignee: str | None = None
    """The staff id; empty string: nobody."""
    status: Status | None = None
    kind: Kind | None = None
    priority: Priority | None = None
    customer: str | None = None
    """A customer's id, or any identity as a URI."""
    same: tuple[str, ...] = ()
    """Further ids that count as the same customer."""
    due_before: UnixSeconds | None = None
    parked: bool | None = None
    """True: cases with an inquiry that could not be read or judged."""
    drill: bool = False
    """True: exercises, and nothing else."""
    sort: Sort = Sort.NEWEST
    q: str | None = None
    """Words that all stand in one message of the case; `pump*` finds what begins so."""


class Cursor(NamedTuple):
    """The last case of the page before."""

    at: UnixSeconds
    """When it was opened; in the queue, when it falls due."""
    reference: Reference
    urgency: int | None = None
    """In the queue: how many priorities are more urgent. None: of the newest first."""


class BadCursor(ValueError):
    """A cursor that we never gave out."""


_decoder: Final = msgspec.json.Decoder(Cursor)


def seal(cursor: Cursor) -> str:
    """Return the cursor as clients carry it: opaque to them."""
    return urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def unseal(text: str) -> Cursor:
    """Return the cursor that we gave out. Raises BadCursor."""
    if len(text) > _LONGEST_CURSOR:
        raise BadCursor("this cursor is longer than ours are; begin without one")
    try:
        cursor = _decoder.decode(urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, msgspec.MsgspecError) as fault:
        raise BadCursor("this cursor is not one of ours; begin without one") from fault
    if parse_reference(cursor.reference) is None:
        raise BadCursor("this cursor names no case; begin without one")
    return cursor


def words(q: str) -> str:
    """Return the full-text expression for what somebody typed: each word quoted, so that none is an operator."""
    return " ".join(_quoted(word) for word in q.split())


def _quoted(word: str) -> str:
    stem = word.rstrip("*")
    return '"' + stem.replace('"', '""') + '"' + ("*" if stem and stem != word else "")


def everybody(asked: Filters) -> list[str]:
    """Return by what the customer who is asked for is looked up, under each id that counts as theirs."""
    return [_person(one) for one in (asked.customer or "", *asked.same)]


def _person(customer: str) -> str:
    """Return how a customer is looked up: by id, unless the text says which sort of identity it is."""
    scheme = "" if customer.startswith(_SCHEMES) else "customer:"
    return identity_key(Identity(scheme + customer))
