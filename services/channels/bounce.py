"""Whom a mail that came back says it can't reach: by its report (RFC 3464), else by what it names. Pure.

Anybody can write such a mail: the router believes it only of addresses to which the case that it answers has
written. A delay is no failure.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from services.channels.mime import Opened
from switchboard import identities
from switchboard.contracts.values import Identity

MOST: Final = 20
_REPORT: Final = "message/delivery-status"
_LONGEST_REPORT: Final = 30_000
_LONGEST_LETTER: Final = 10_000
_BLANK: Final = re.compile(r"\n[ \t]*\n")
_FIELD: Final = re.compile(
    r"^(final-recipient|original-recipient|action|status)[ \t]*:(.*)$", re.MULTILINE | re.IGNORECASE
)
_ADDRESS: Final = re.compile(r"[^\s<>,;:\"()\[\]]{1,64}@[^\s<>,;:\"()\[\]]{1,255}")
_DELAYED: Final = re.compile(
    r"delay|warning: could not send|will (?:be retried|retry|keep trying)|verzöger|tertunda",
    re.IGNORECASE,
)


def undeliverable(opened: Opened) -> tuple[Identity, ...]:
    """Return the addresses that a bounce says are beyond reach for good."""
    reports = [one.data for one in opened.files if one.declared == _REPORT]
    named: Iterator[str]
    if reports:
        named = (one for report in reports for one in _reported(report))
    elif told := opened.values("x-failed-recipients"):
        named = (one for value in told for one in _ADDRESS.findall(value))
    elif _DELAYED.search(opened.value("subject")) or _DELAYED.search(opened.text[:_LONGEST_LETTER]):
        return ()
    else:
        named = iter(_ADDRESS.findall(opened.text[:_LONGEST_LETTER]))
    return tuple(islice(dict.fromkeys(_known(named)), MOST))


def _reported(report: bytes) -> Iterator[str]:
    """Yield the recipients of a report for whom delivery has failed."""
    text = report[:_LONGEST_REPORT].decode("utf-8", "replace").replace("\r\n", "\n")
    for group in _BLANK.split(text):
        said = [(name.lower(), value.strip()) for name, value in _FIELD.findall(group)]
        action = next((value.lower() for name, value in said if name == "action"), "")
        status = next((value for name, value in said if name == "status"), "")
        if action.startswith("failed") or (not action and status.startswith("5")):
            for name, value in said:
                if name.endswith("recipient"):
                    yield from _ADDRESS.findall(value.partition(";")[2] or value)


def _known(addresses: Iterator[str]) -> Iterator[Identity]:
    for address in addresses:
        try:
            yield identities.mailto(address.strip(".'`"))
        except identities.NotAnIdentity:
            continue
