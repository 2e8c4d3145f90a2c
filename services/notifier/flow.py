"""Lines of a letter's text: short ones, which programs that know how join again (RFC 3676). Pure.

A line break that somebody meant stays one. What has no blanks, a link above all, is never broken.
"""

from collections.abc import Iterator
from typing import Final

WIDTH: Final = 76
"""Characters of a line, its last blank included; RFC 5322 wants no more than 78."""
_QUOTE: Final = "> "
_STUFFED: Final = (" ", "From ")


def flowed(text: str) -> str:
    """Return the text as `format=flowed` has it: a line that goes on in the next one ends in a blank."""
    return "\n".join(line for one in text.split("\n") for line in _lines(one))


def _lines(line: str) -> Iterator[str]:
    quote = _QUOTE if line.startswith(_QUOTE) else ""
    said = line[len(quote) :].rstrip(" ")
    if not said:
        yield quote.rstrip()
        return
    for part in _parts(said, WIDTH - len(quote)):
        stuffed = f" {part}" if not quote and part.startswith(_STUFFED) else part
        yield quote + stuffed


def _parts(said: str, width: int) -> Iterator[str]:
    """Break a line at its blanks; what is in front of a break keeps its blank."""
    while len(said) > width:
        edge = said.rfind(" ", 1, width)
        if edge < 0 or not said[:edge].strip():
            edge = said.find(" ", width)
        if edge < 0:
            break
        yield said[: edge + 1]
        said = said[edge + 1 :]
    yield said
