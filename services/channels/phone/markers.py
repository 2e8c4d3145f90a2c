"""What stands in a transcript for something that is no word: music, keys pressed, words not heard. Pure."""

import re
from typing import Final

_MARK: Final = re.compile(r"[\[(*<\u266a]([^\[\]()*<>\u266a\n]{1,60})[\])*>\u266a]")
_NOTES: Final = re.compile(r"[\u266a\u266b]+")
_SOUND: Final = re.compile(
    r"(?:(?:hold|soft|background|upbeat|elevator|waiting|phone|line|dial|busy|loud)[ _-])?"
    r"(?:music|musik|musik tunggu|warteschleife|wartemusik|hold|on hold|silence|stille|pause|hening|jeda|"
    r"noise|noises|rauschen|ger\u00e4usch|laughter|laughs|laughing|lachen|lacht|tawa|applause|beep|piep|tone|"
    r"ring|ringing|rings|klingeln|nada sambung|cough|coughs|coughing|husten|batuk|breath|breathing|sigh|sighs|"
    r"typing|static|clears throat|blank_audio|no speech|sound)"
    r"(?: (?:playing|plays|continues|stops|starts|ends))?"
)
_KEYS: Final = re.compile(
    r"(?:dtmf|key ?press(?:ed)?|keys? pressed|pressed|tone|taste|tombol)[ :_#-]{0,3}[0-9a-d*# ,]{0,20}"
)
_UNHEARD: Final = re.compile(
    r"(?:inaudible|unintelligible|indistinct|unclear|crosstalk|cross talk|overlapping|foreign|unk|"
    r"unverst\u00e4ndlich|unh\u00f6rbar|nicht verst\u00e4ndlich|tidak jelas|tidak terdengar)"
    r"(?: (?:speech|words?|chatter|language))?(?:[ ,@]{1,3}[0-9:.]{1,12})?"
)
GAP: Final = "[inaudible]"
"""Stands for words that nobody understood."""


def without_sounds(text: str) -> str:
    """Return only the words: sounds and keys left out, what was not understood as `GAP`."""
    if not any(mark in text for mark in "[(*<\u266a\u266b"):
        return text
    lines = _NOTES.sub(" ", _MARK.sub(_said, text)).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _said(mark: re.Match[str]) -> str:
    inside = " ".join(mark[1].casefold().split())
    if _UNHEARD.fullmatch(inside):
        return GAP
    sound = _SOUND.fullmatch(inside) or _KEYS.fullmatch(inside)
    return " " if sound else mark[0]


def gaps(text: str) -> int:
    """Return how often something was said that nobody understood."""
    return text.count(GAP)
