"""Words and phrases of a strategy to patterns over folded text, at word boundaries of every script.

`*` at either end stands for any rest of the word. Umlauts match their spelling with e. Scripts that put no
spaces between words (Han, Thai …) have no boundaries there.
"""

import re
import unicodedata
from typing import Final

from switchboard.strategy.fold import fold

SPACELESS: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_EDGE: Final = rf"[^\pL\pN\pM]|[{SPACELESS}]"
_UMLAUTS: Final = {"ä": "(?:ä|ae)", "ö": "(?:ö|oe)", "ü": "(?:ü|ue)"}
_SCRIPTS: Final = re.compile("CJK|HIRAGANA|KATAKANA|THAI|LAO|KHMER|MYANMAR")
_REST: Final = "*"


def complaint(word: str) -> str | None:
    """Return why the word can't be searched for; None where it can."""
    core = fold(word).strip(f"{_REST} ")
    if _REST in core:
        return f"{word!r} has * within; it stands for the rest of a word, at either end"
    if not any(character.isalnum() for character in core):
        return f"{word!r} has neither letter nor digit"
    if word != word.strip(_REST) and len(core) < 3 and not spaceless(core[0]):  # noqa: PLR2004
        return f"{word!r} would match too much; give at least three letters before *"
    return "a word or phrase has at most 100 characters" if len(core) > 100 else None  # noqa: PLR2004


def spaceless(character: str) -> bool:
    """Tell whether words of the character's script stand without spaces."""
    return not character.isascii() and bool(_SCRIPTS.match(unicodedata.name(character, "")))


def pattern(word: str) -> str:
    """Return the RE2 pattern that finds the word, its boundaries included."""
    text = fold(word)
    core = text.strip(f"{_REST} ")
    before = "" if text.startswith(_REST) or spaceless(core[0]) else f"(?:^|{_EDGE})"
    after = "" if text.endswith(_REST) or spaceless(core[-1]) else f"(?:$|{_EDGE})"
    return f"{before}{_body(core)}{after}"


def finder(word: str) -> re.Pattern[str]:
    """Return what finds candidates for the word's place; `stands` says which of them counts."""
    return re.compile(_body(fold(word).strip(f"{_REST} ")))


def stands(word: str, text: str, start: int, end: int) -> bool:
    """Tell whether the word stands here by itself."""
    left = word.startswith(_REST) or spaceless(text[start]) or _is_edge(text, start - 1)
    return left and (word.endswith(_REST) or spaceless(text[end - 1]) or _is_edge(text, end))


def _is_edge(text: str, at: int) -> bool:
    if not 0 <= at < len(text):
        return True
    return unicodedata.category(text[at])[0] not in "LNM" or spaceless(text[at])


def _body(core: str) -> str:
    escaped = "".join(_UMLAUTS.get(letter, re.escape(letter)) for letter in core.replace(" ", "\0"))
    return re.sub(r"(?:\\?\x00)+", r"\\s+", escaped)
