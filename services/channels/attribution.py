"""`On Monday, Ana wrote:`, in one line or in up to four: where mail programs lead into what they quote. Pure.

Found from its end backwards, so that each line is looked at a few times at most, however many there are.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from services.channels.history_words import OPENS, WROTE

_LONGEST_LINE: Final = 300
_LONGEST: Final = 500
_MOST_LINES: Final = 4
_LONGEST_NAME: Final = 6

_ENDS: Final = re.compile(
    rf"(?:[:\uff1a]|(?<!\w)(?:{WROTE})[\s\-]{{0,10}})[\s*_\-]{{0,20}}$", re.IGNORECASE
)
_BARE: Final = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.{0,150}<[^<>\s@]{1,100}@[^<>\s@]{1,100}>"
)
_WROTE: Final = re.compile(rf"(?<![a-z])(?:{WROTE})(?!\w)", re.IGNORECASE)
_OPENS: Final = re.compile(rf"[\s*_\-—>|]{{0,20}}(?:{OPENS})[\s,:]", re.IGNORECASE)
_MAILBOX: Final = re.compile(r"[^\s<>@]{1,100}@[^\s<>@]{1,100}")
_DATE: Final = re.compile(
    r"\d{1,4}[./-]\s?\d{1,2}|\b\d{1,2}[:.h]\d{2}\b|\b(?:19|20)\d\d\b|\b\d{1,2}\.? (?:de )?[^\W\d_]{3}|[^\W\d_]{3,9}\.? \d{1,2}\b|\d{1,4}\s?[年月日년월일]"
)
_DIRECTIONS: Final = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_EARLY_DIGIT: Final = re.compile(r"[^\d]{0,25}\d")
_SENTENCE: Final = re.compile(r"[.!?][\"')]?\s+(?=[A-ZÀ-Þ])\S{3,}.{30}|[.!?]$")
_I: Final = re.compile(
    r"(?<!\w)(?:I|we|ich|wir|saya|kami|nous|yo|nosotros|io|ik|wij|nós|jag|jeg|я|мы)(?!\w)"
)
"""Who writes so tells of himself."""
_QUOTING: Final = re.compile(
    r"[\s*_-]{0,10}(?:quoting|zitat von|citando|quotando|citant) ", re.IGNORECASE
)
_DASHED: Final = re.compile(r"-{2,}.{1,300}-{2,}")


class Attribution(NamedTuple):
    """The lines of one, from the first to before the last."""

    begin: int
    end: int


def attributions(lines: Sequence[str]) -> list[Attribution]:
    """Return all that stand in `lines`, in their order."""
    found: list[Attribution] = []
    for at, line in enumerate(lines):
        if len(line) > _LONGEST_LINE or not _may_end(lines, at) or _is_quoted(line, at, lines):
            continue
        begin = _begin(lines, at, found[-1].end if found else 0)
        if begin is not None:
            found.append(Attribution(begin, at + 1))
    return found


def _may_end(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line ends as they do; some do without a colon, if they lead to quotes."""
    line = _plain(lines[at])
    if _ENDS.search(line):
        return True
    return bool(_BARE.fullmatch(line)) and next_is_quoted(lines, at + 1)


def _is_quoted(line: str, at: int, lines: Sequence[str]) -> bool:
    """A quoted line quotes its own history; but `>:` alone is the rest of a broken address."""
    if not line.lstrip().startswith(">"):
        return False
    return not (line.strip() in (">:", ">") and at > 0 and "<" in lines[at - 1])


def _begin(lines: Sequence[str], end: int, floor: int) -> int | None:
    """Return the line with which the attribution begins that ends in line `end`; None where it is none."""
    joined, nearest = "", None
    for at in range(end, max(floor, end - _MOST_LINES + 1) - 1, -1):
        line = _plain(lines[at])
        if not line or len(line) > _LONGEST_LINE or (at < end and line.endswith((":", "."))):
            break
        joined = f"{line} {joined}".strip()
        if len(joined) > _LONGEST:
            break
        if not _is_attribution(joined, line, lines, end):
            continue
        lacks_date = nearest is not None and not _DATE.search(" ".join(lines[nearest : end + 1]))
        if nearest is None or (_DATE.search(line) and (lacks_date or _OPENS.match(line))):
            nearest = at
    return nearest


def _is_attribution(joined: str, first: str, lines: Sequence[str], end: int) -> bool:
    wrote, mailbox, dated = _WROTE.search(joined), _MAILBOX.search(joined), _DATE.search(joined)
    if next_is_quoted(lines, end + 1):
        told = mailbox or not _I.search(joined)
        return bool((wrote and told) or (mailbox and dated) or _QUOTING.match(joined))
    if _DASHED.fullmatch(joined) and wrote:
        return True
    opens = bool(_OPENS.match(first) or _EARLY_DIGIT.match(first)) or "<" in first
    if (
        not opens
        or _I.search(joined)
        or (_SENTENCE.search(joined.rstrip(":\uff1a ")) and not mailbox)
    ):
        return False
    if wrote:
        return bool(mailbox or (dated and _is_name(joined[wrote.end() :])))
    # `2026-11-22 10:00 Ana <ana@example.com>:`, whatever the language; or `Quoting Ana <…>:`.
    return bool(mailbox and "<" in joined and (dated or _QUOTING.match(joined)))


def _is_name(rest: str) -> bool:
    """Tell whether what stands behind the verb is no more than who it was: few words, none in lower case."""
    words = rest.strip(" :\uff1a*_-").split()
    return len(words) <= _LONGEST_NAME and not any(word[0].islower() for word in words)


def _plain(line: str) -> str:
    """Return a line without what only steers the direction of its letters."""
    return _DIRECTIONS.sub("", line).strip()


def next_is_quoted(lines: Sequence[str], at: int) -> bool:
    """Tell whether the next thing said from line `at` on, if it comes soon, is quoted."""
    return next((is_quote(line) for line in lines[at : at + 3] if line.strip()), False)


def is_quote(line: str) -> bool:
    """Tell whether a line is marked as quoted."""
    return line.lstrip().startswith(">")
