"""The text of a cue (WebVTT's, and what SRT files have of it): who speaks, and the words without their markup. Pure.

Nothing that may be a word is lost: a `<` that opens none of the known tags is a `<`.
"""

import re
from html import unescape
from typing import Final, NamedTuple

_TAG: Final = re.compile(r"<([^<>]*+)>")
_KNOWN: Final = re.compile(
    r"/?(?:(?:c|i|b|u|s|v|em|font|lang|p|br|rt|ruby|span|strong)(?:[./ \t\n].*)?|[\d:.]+)",
    re.IGNORECASE | re.DOTALL,
)
_VOICE: Final = re.compile(r"(/?)v(?:\.[^ \t\n]*)?(?:[ \t\n]+(.*))?", re.IGNORECASE | re.DOTALL)
_REFERENCE: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_STYLED: Final = re.compile(r"\{[\\yYcC][^{}\n]{0,200}\}")
"""How SRT files carry the styles of other formats: {\\an8}, {y:i}."""
_INVISIBLE: Final = str.maketrans("", "", "\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
_UNCLOSED_VOICE: Final = "<v "


class Spoken(NamedTuple):
    """Words of one voice; empty where the cue doesn't tell whose."""

    voice: str
    words: str


def spoken(cue: str) -> list[Spoken]:
    """Return what is said in a cue, by whom, in order."""
    found: list[Spoken] = []
    voice, at = "", 0
    words: list[str] = []
    for tag in _TAG.finditer(cue):
        if not _KNOWN.fullmatch(tag[1]):
            continue
        words.append(cue[at : tag.start()])
        at = tag.end()
        if named := _VOICE.fullmatch(tag[1]):
            found.append(Spoken(voice, _plain("".join(words))))
            voice, words = ("" if named[1] else _plain(named[2] or "")), []
    words.append(_unclosed(cue[at:]))
    found.append(Spoken(voice, _plain("".join(words))))
    return [one for one in found if one.words]


def _unclosed(rest: str) -> str:
    """Return the words of a voice tag that was never closed: better said by nobody than lost."""
    return rest[len(_UNCLOSED_VOICE) :] if rest.lower().startswith(_UNCLOSED_VOICE) else rest


def _plain(words: str) -> str:
    """Return the words line by line: a new line may begin with another speaker's label."""
    decoded = _REFERENCE.sub(lambda found: unescape(found[0]), _STYLED.sub("", words))
    lines = decoded.translate(_INVISIBLE).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)
