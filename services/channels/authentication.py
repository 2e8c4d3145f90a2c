"""What the mail server in front found out of a mail's origin (RFC 8601): SPF, DKIM, DMARC. Pure.

Only what stands topmost counts, and what the same server wrote below it: everything else the sender may have
written. Where the servers of the house are named, only theirs.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

_METHODS: Final = ("spf", "dkim", "dmarc", "arc")
_COMMENT: Final = re.compile(r"\([^()]*\)")
_MOST_COMMENTS: Final = 20
_MOST_FIELDS: Final = 50
_LONGEST: Final = 5_000
_RESULT: Final = re.compile(
    r"(spf|dkim|dmarc|arc)(?:/\d)?\s*=\s*([a-z]{2,12})\b.*", re.IGNORECASE | re.DOTALL
)
_SPF: Final = re.compile(r"\s*([a-z]{2,12})\b", re.IGNORECASE)


def authentication_of(
    results: Sequence[str], received_spf: Sequence[str], trusted: Sequence[str] = ()
) -> dict[str, str]:
    """Return method to result of the fields Authentication-Results and Received-SPF, the topmost first."""
    read = [_server_and_results(one) for one in results[:_MOST_FIELDS]]
    servers = {one.lower() for one in trusted} or {server for server, _ in read[:1]}
    found: dict[str, str] = {}
    for server, given in read:
        if server in servers:
            found = {**given, **found}
    spf = _SPF.match(received_spf[0][:_LONGEST]) if received_spf and not trusted else None
    if spf and not results:
        found["spf"] = spf[1].lower()
    return {method: found[method] for method in _METHODS if method in found}


def _server_and_results(raw: str) -> tuple[str, Mapping[str, str]]:
    """Return who wrote a field, and what it says; of several signatures, one that holds is enough."""
    server, _, rest = _without_comments(raw[:_LONGEST]).partition(";")
    found: dict[str, str] = {}
    for one in rest.split(";"):
        told = _RESULT.fullmatch(one.strip())
        if told and found.get(told[1].lower()) != "pass":
            method, result = told[1].lower(), told[2].lower()
            found[method] = result if result == "pass" or method not in found else found[method]
    return (server.split() or [""])[0].lower(), found


def _without_comments(raw: str) -> str:
    for _ in range(_MOST_COMMENTS):
        shorter = _COMMENT.sub(" ", raw)
        if shorter == raw:
            break
        raw = shorter
    return raw
