"""Words and phrases of a strategy to patterns over spaced text, at word boundaries of every script.

`*` at either end stands for any rest of the word. Punctuation counts as a space. Umlauts match their spelling
with e. Scripts that put no spaces between words (Han, Thai …) have no boundaries there.
"""

import re
from typing import Final

from switchboard.strategy.fold import SPACELESS, fold, spaced

_REST: Final = "*"
_UMLAUTS: Final = {"ä": "(?:ä|ae)", "ö": "(?:ö|oe)", "ü": "(?:ü|ue)"}
_SHORTEST: Final = 3
_LONGEST: Final = 100


def complaint(word: str) -> str | None:
    """Return why the word can't be searched for; None where it can."""
    core = word.strip().removeprefix(_REST).removesuffix(_REST)
    letters = _letters(core)
    if _REST in core:
        return f"{word!r} has * within; it stands for the rest of a word, at either end"
    if not letters:
        return f"{word!r} has neither letter nor digit"
    if core != word.strip() and len(letters) < _SHORTEST and not SPACELESS.match(letters):
        return f"{word!r} would match too much; give at least {_SHORTEST} letters beside *"
    return f"a word or phrase has at most {_LONGEST} characters" if len(core) > _LONGEST else None


def pattern(word: str) -> str:
    """Return the pattern that finds the word in spaced text, as its group; RE2 and Python read it alike."""
    text = word.strip()
    letters = _letters(text)
    before = "" if text.startswith(_REST) or SPACELESS.match(letters[0]) else " "
    after = "" if text.endswith(_REST) or SPACELESS.match(letters[-1]) else " "
    body = " +".join(re.escape(part) for part in letters.split())
    for umlaut, either in _UMLAUTS.items():
        body = body.replace(umlaut, either)
    return f"{before}({body}){after}"


def _letters(text: str) -> str:
    return spaced(fold(text)).strip()
