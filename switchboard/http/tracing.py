"""The trace that a client is in (W3C Trace Context), as far as it is one: what else it sends goes no further."""

import re
from collections.abc import Mapping
from typing import Final

_TRACEPARENT: Final = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
)


def traceparent(headers: Mapping[str, str]) -> str:
    """Return the trace that a request belongs to; empty where it names none, or something that is none."""
    given = headers.get("traceparent", "")
    return given if _TRACEPARENT.fullmatch(given) else ""
