"""Where a letter ends and its signature begins: delimiters, farewells, telephones' lines, disclaimers. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from services.channels.history_words import DEVICE, DEVICE_SENTENCE, DISCLAIMER, FAREWELL

_LONGEST_LINE: Final = 1_000
_MOST_BELOW: Final = 60
_MOST_BELOW_LOOSE: Final = 15
_MOST_BELOW_FAREWELL: Final = 12
_MOST_BELOW_RULE: Final = 8
_MOST_BELOW_DEVICE: Final = 2
_LONGEST_OF_SIGNATURE: Final = 80
_MOST_DELIMITERS: Final = 2

_DELIMITER: Final = re.compile(r"--\s*")
_LOOSE: Final = re.compile(r"(?:__|\u2014{1,5}|\u2013{2,5})\s*")
_FOOT_RULE: Final = re.compile(r"_{20,}\s*")
_LIST_FOOT: Final = re.compile(r"mailing list|https?://|[^\s@]{1,60}@[^\s@]{1,60}", re.IGNORECASE)
_DEVICE: Final = re.compile(rf"[-_\s*—]{{0,12}}(?:{DEVICE})\s*", re.IGNORECASE)
_DEVICE_SENTENCE: Final = re.compile(rf"\s{{0,6}}(?:{DEVICE_SENTENCE})[.!]?\s*", re.IGNORECASE)
_LOWER: Final = re.compile(r"\s*(?!i[A-Z])[^\W\dA-Z_\u00c0-\u00de\u0400-\uffff]")
"""A line that goes on from the one above; `iPhone` doesn't."""
_FAREWELL: Final = re.compile(
    rf"[\s*_]{{0,6}}{FAREWELL}[\s*_]{{0,6}}[,.!;]?[\s*_]{{0,6}}", re.IGNORECASE
)
_DISCLAIMER: Final = re.compile(rf"[\s*_(\[]{{0,6}}(?:{DISCLAIMER})", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"^(?:p\.?\s?s\.?\b|ps:|.{0,200}\?\s*$)", re.IGNORECASE)
_RULE: Final = re.compile(r"[_\-=*\u2500\u2014]{4,}")


def farewell(lines: Sequence[str]) -> int:
    """Return the line with which the signature begins: the end, where there is none.

    What stands first in a mail is never its signature.
    """
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    below = _said_below(lines)
    separators = sum(1 for line in lines if _DELIMITER.fullmatch(line))
    for at in range(first + 1, len(lines)):
        line = lines[at]
        if line and len(line) <= _LONGEST_LINE and _begins(lines, at, below[at], separators):
            return _before_rule(lines, at)
    return len(lines)


def _begins(lines: Sequence[str], at: int, below: int, separators: int) -> bool:
    line = lines[at]
    if not line.strip():
        return False
    if _DELIMITER.fullmatch(line):
        return separators <= _MOST_DELIMITERS and below <= _MOST_BELOW
    if _LOOSE.fullmatch(line):
        return below <= _MOST_BELOW_LOOSE
    if _FOOT_RULE.fullmatch(line):
        foot = lines[at + 1 : at + 1 + 2 * _MOST_BELOW_RULE]
        return below <= _MOST_BELOW_RULE and any(_LIST_FOOT.search(one[:200]) for one in foot)
    if _is_device(line):
        return below <= _MOST_BELOW_DEVICE or not lines[at - 1].strip()
    if _FAREWELL.fullmatch(line):
        return below <= _MOST_BELOW_FAREWELL and _is_signature(lines[at + 1 : at + 40])
    return not lines[at - 1].strip() and below <= _MOST_BELOW and bool(_DISCLAIMER.match(line))


def _is_device(line: str) -> bool:
    """Tell whether a telephone wrote a line; a sentence of its owner ends as sentences do, or goes on from above."""
    if _DEVICE_SENTENCE.fullmatch(line):
        return True
    sentence = line.rstrip().endswith(".") or bool(_LOWER.match(line))
    return not sentence and bool(_DEVICE.fullmatch(line))


def _said_below(lines: Sequence[str]) -> list[int]:
    """Return, for each line, how many below it say something."""
    counts, said = [0] * len(lines), 0
    for at in reversed(range(len(lines))):
        counts[at] = said
        said += bool(lines[at].strip())
    return counts


def _is_signature(below: Sequence[str]) -> bool:
    """Tell whether what stands below a farewell is a name and an address, rather than one more thing to say."""
    for line in below:
        if _DELIMITER.fullmatch(line) or _DISCLAIMER.match(line[:_LONGEST_LINE]):
            return True
        if len(line) > _LONGEST_OF_SIGNATURE or _SENTENCE.match(line):
            return False
    return True


def _before_rule(lines: Sequence[str], at: int) -> int:
    while at > 1 and (not lines[at - 1].strip() or _RULE.fullmatch(lines[at - 1].strip())):
        at -= 1
    return at
