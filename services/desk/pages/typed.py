"""What a visitor typed or pressed on a page behind a link. Pure."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from services.desk.pages.limits import QUERY, STAFF_ID
from switchboard.http.multipart import Part

_BREAKS: Final = re.compile(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Typed(NamedTuple):
    """A form as it was sent; what we did not ask for is left."""

    words: str = ""
    opinion: str = ""
    by: str = ""
    """A staff id."""
    do: str = ""
    """The button."""
    seen: str = ""
    """At which version of the case the page was shown: the same press of one page is one deed."""


def typed(parts: Sequence[Part]) -> Typed:
    """Return what a form says; the first counts where a field comes twice."""
    said: dict[str, str] = {}
    for part in parts:
        said.setdefault(part.name, part.text if part.filename is None else "")
    chosen = _line(said.get("other", "")) or _line(said.get("by", ""))
    return Typed(
        words=_plain(said.get("words", "")),
        opinion=_line(said.get("opinion", ""))[:QUERY],
        by=chosen[: STAFF_ID + 1],
        do=_line(said.get("do", ""))[:QUERY],
        seen=_line(said.get("seen", ""))[:QUERY],
    )


def _plain(text: str) -> str:
    """Return what people can have meant: one kind of line end, and nothing invisible that steers a terminal."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text)).strip()


def _line(text: str) -> str:
    return " ".join(_plain(text).split())
