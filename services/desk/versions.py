"""Entries with versions over HTTP: what a writer takes for granted, and the tag by which it is known."""

import re
from typing import Annotated, Final

from fastapi import Header
from pydantic import WithJsonSchema

from switchboard.http.problems import PRECONDITION_FAILED, Problem

_VERSION: Final = re.compile(r'"(\d{1,9})"', re.ASCII)

IfMatch = Annotated[
    str | None,
    WithJsonSchema({"type": "string", "format": "etag"}),
    Header(description='The ETag of the entry to replace, as "3"; without it, whichever.'),
]


def expected(if_match: str | None) -> int | None:
    """Return the version that the client takes for granted; None where it doesn't care. Raises Problem 412."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = _VERSION.fullmatch(if_match.strip())
    if found is None:
        raise Problem(PRECONDITION_FAILED, 'If-Match takes one ETag of this entry, as "3".')
    return int(found[1])


def etag(version: int) -> dict[str, str]:
    """Return the header that names a version."""
    return {"ETag": f'"{version}"'}
